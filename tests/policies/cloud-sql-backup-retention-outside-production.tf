variable "kept" { # unresolved: FG-BAK-020
  type = number
}

resource "google_sql_database_instance" "a_quarter" {
  name             = "shop-dev"
  database_version = "POSTGRES_15"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "dev" }
    backup_configuration {
      enabled = true
      backup_retention_settings {
        retained_backups = 90 # expect: FG-BAK-020
      }
    }
  }
}

resource "google_sql_database_instance" "a_week" {
  name             = "shop-dev"
  database_version = "POSTGRES_15"
  settings {
    tier        = "db-custom-2-7680"
    user_labels = { environment = "dev" }
    backup_configuration {
      enabled = true
    }
  }
}

resource "google_alloydb_cluster" "a_month" {
  cluster_id = "shop-test"
  location   = "europe-west1"
  labels     = { environment = "test" }
  continuous_backup_config {
    recovery_window_days = 35 # expect: FG-BAK-020
  }
}

resource "google_alloydb_cluster" "production" {
  cluster_id = "shop"
  location   = "europe-west1"
  labels     = { environment = "prod" }
  continuous_backup_config {
    recovery_window_days = 35
  }
}

resource "google_alloydb_cluster" "chosen" {
  cluster_id = "shop-test"
  location   = "europe-west1"
  labels     = { environment = "test" }
  automated_backup_policy {
    quantity_based_retention {
      count = var.kept
    }
  }
}
