variable "location" { # unresolved: FG-HA-047
  type = string
}

resource "google_storage_bucket" "continent" {
  name     = "shop-dev"
  location = "eu" # expect: FG-HA-047
  labels   = { environment = "dev" }
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "region" {
  name     = "shop-dev"
  location = "EUROPE-WEST1"
  labels   = { environment = "dev" }
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "production" {
  name     = "shop"
  location = "EU"
  labels   = { environment = "prod" }
  autoclass {
    enabled = true
  }
}

resource "google_storage_bucket" "chosen" {
  name     = "shop-test"
  location = var.location
  labels   = { environment = "test" }
  autoclass {
    enabled = true
  }
}
