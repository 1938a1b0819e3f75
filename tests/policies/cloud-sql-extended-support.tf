# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-007
  type = string
}

resource "google_sql_database_instance" "old" {
  name             = "old"
  region           = "europe-west1"
  database_version = "MYSQL_5_7" # expect: FG-SUP-007

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "older" {
  name             = "older"
  region           = "europe-west1"
  database_version = "MYSQL_8_0_31" # expect: FG-SUP-007

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "current" {
  name             = "current"
  region           = "europe-west1"
  database_version = "MYSQL_8_4"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "postgres" {
  name             = "postgres"
  region           = "europe-west1"
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"
  }
}

resource "google_sql_database_instance" "chosen" {
  name             = "chosen"
  region           = "europe-west1"
  database_version = var.release

  settings {
    tier = "db-custom-2-7680"
  }
}
