variable "edition" { # unresolved: FG-HA-045
  type = string
}

resource "google_sql_database_instance" "plus" {
  name             = "shop-dev"
  database_version = "POSTGRES_16"
  settings {
    tier        = "db-perf-optimized-N-2"
    edition     = "ENTERPRISE_PLUS" # expect: FG-HA-045
    user_labels = { environment = "dev" }
  }
}

resource "google_sql_database_instance" "enterprise" {
  name             = "shop-dev"
  database_version = "POSTGRES_16"
  settings {
    tier        = "db-custom-2-7680"
    edition     = "ENTERPRISE"
    user_labels = { environment = "dev" }
  }
}

resource "google_sql_database_instance" "production" {
  name             = "shop"
  database_version = "POSTGRES_16"
  settings {
    tier        = "db-perf-optimized-N-2"
    edition     = "ENTERPRISE_PLUS"
    user_labels = { environment = "prod" }
  }
}

resource "google_sql_database_instance" "chosen" {
  name             = "shop-test"
  database_version = "POSTGRES_16"
  settings {
    tier        = "db-perf-optimized-N-2"
    edition     = var.edition
    user_labels = { environment = "test" }
  }
}

resource "google_sql_database_instance" "by_default" {
  name             = "shop-dev"
  database_version = "POSTGRES_17"
  settings { # expect: FG-HA-045
    tier        = "db-perf-optimized-N-2"
    user_labels = { environment = "dev" }
  }
}

resource "google_sql_database_instance" "enterprise_by_default" {
  name             = "shop-dev"
  database_version = "MYSQL_8_0"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "dev" }
  }
}
