variable "location" { # unresolved: FG-HA-044
  type = string
}

resource "google_container_cluster" "regional" {
  name     = "shop-dev"
  location = "europe-west1" # expect: FG-HA-044
  resource_labels = {
    environment = "dev"
  }
}

resource "google_container_cluster" "zonal" {
  name     = "shop-dev"
  location = "europe-west1-b"
  resource_labels = {
    environment = "dev"
  }
}

resource "google_container_cluster" "one_zone_of_nodes" {
  name           = "shop-dev"
  location       = "europe-west1"
  node_locations = ["europe-west1-b"]
  resource_labels = {
    environment = "dev"
  }
}

resource "google_container_cluster" "autopilot" {
  name             = "shop-dev"
  location         = "europe-west1"
  enable_autopilot = true
  resource_labels = {
    environment = "dev"
  }
}

resource "google_container_cluster" "production" {
  name     = "shop"
  location = "europe-west1"
  resource_labels = {
    environment = "prod"
  }
}

resource "google_container_cluster" "chosen" {
  name     = "shop-test"
  location = var.location
  resource_labels = {
    environment = "test"
  }
}
