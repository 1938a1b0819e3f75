variable "limit" { # unresolved: FG-SIZE-045
  type = number
}

resource "google_sql_database_instance" "unbounded" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings { # expect: FG-SIZE-045
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "no_limit" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier                  = "db-custom-2-7680"
    disk_autoresize_limit = 0 # expect: FG-SIZE-045
  }
}

resource "google_sql_database_instance" "bounded" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier                  = "db-custom-2-7680"
    disk_autoresize_limit = 200
  }
}

resource "google_sql_database_instance" "fixed" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier            = "db-custom-2-7680"
    disk_autoresize = false
  }
}

resource "google_sql_database_instance" "replica" {
  name                 = "orders-replica"
  database_version     = "POSTGRES_16"
  master_instance_name = "orders"
  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "chosen" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier                  = "db-custom-2-7680"
    disk_autoresize_limit = var.limit
  }
}
