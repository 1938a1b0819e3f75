variable "master" { # unresolved: FG-HA-048
  type = string
}

resource "google_sql_database_instance" "replica" {
  name                 = "shop-dev-replica"
  master_instance_name = "shop-dev" # expect: FG-HA-048
  database_version     = "MYSQL_8_4"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "dev" }
  }
}

resource "google_sql_database_instance" "shop" {
  name             = "shop-dev"
  database_version = "MYSQL_8_4"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "dev" }
  }
}

resource "google_sql_database_instance" "production" {
  name                 = "shop-replica"
  master_instance_name = "shop"
  database_version     = "MYSQL_8_4"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "prod" }
  }
}

resource "google_sql_database_instance" "chosen" {
  name                 = "shop-test-replica"
  master_instance_name = var.master
  database_version     = "MYSQL_8_4"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "test" }
  }
}
