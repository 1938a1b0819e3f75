variable "type" { # unresolved: FG-ARC-010
  type = string
}

resource "google_compute_instance" "web" {
  name         = "web"
  zone         = "us-central1-a"
  machine_type = "n2-standard-4" # expect: FG-ARC-010
}

resource "google_compute_instance" "cheap_already" {
  name         = "web"
  zone         = "us-central1-a"
  machine_type = "e2-standard-4"
}

resource "google_compute_instance" "where_there_is_none" {
  name         = "web"
  zone         = "southamerica-east1-a"
  machine_type = "n2-standard-4"
}

resource "google_container_node_pool" "pool" {
  name     = "pool"
  cluster  = "shop"
  location = "us-central1"
  node_config {
    machine_type = "n2-standard-8" # expect: FG-ARC-010
  }
}

resource "google_compute_instance" "chosen" {
  name         = "web"
  zone         = "us-central1-a"
  machine_type = var.type
}
