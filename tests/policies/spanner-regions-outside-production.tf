variable "config" { # unresolved: FG-HA-042
  type = string
}

resource "google_spanner_instance" "continent" {
  display_name     = "shop-dev"
  config           = "eur3" # expect: FG-HA-042
  processing_units = 100
  labels           = { environment = "dev" }
}

resource "google_spanner_instance" "region" {
  display_name     = "shop-dev"
  config           = "regional-europe-west1"
  processing_units = 100
  labels           = { environment = "dev" }
}

resource "google_spanner_instance" "full_name" {
  display_name     = "shop-dev"
  config           = "projects/shop/instanceConfigs/regional-europe-west1"
  processing_units = 100
  labels           = { environment = "dev" }
}

resource "google_spanner_instance" "production" {
  display_name     = "shop"
  config           = "eur3"
  processing_units = 100
  labels           = { environment = "prod" }
}

resource "google_spanner_instance" "chosen" {
  display_name     = "shop-test"
  config           = var.config
  processing_units = 100
  labels           = { environment = "test" }
}
