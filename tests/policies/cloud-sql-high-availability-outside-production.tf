variable "availability" { # unresolved: FG-HA-002
  type = string
}

resource "google_sql_database_instance" "tests" {
  name             = "shop-test"
  database_version = "POSTGRES_16"
  settings {
    tier              = "db-custom-2-7680"
    availability_type = "REGIONAL" # expect: FG-HA-002
    user_labels       = { environment = "test" }
  }
}

resource "google_sql_database_instance" "zonal" {
  name             = "shop-test"
  database_version = "POSTGRES_16"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "test" }
  }
}

resource "google_sql_database_instance" "production" {
  name             = "shop"
  database_version = "POSTGRES_16"
  settings {
    tier              = "db-custom-2-7680"
    availability_type = "REGIONAL"
    user_labels       = { environment = "prod" }
  }
}

resource "google_sql_database_instance" "chosen" {
  name             = "shop-dev"
  database_version = "POSTGRES_16"
  settings {
    tier              = "db-custom-2-7680"
    availability_type = var.availability
    user_labels       = { environment = "dev" }
  }
}
