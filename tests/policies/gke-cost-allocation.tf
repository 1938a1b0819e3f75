variable "allocate" { # unresolved: FG-TAG-041
  type = bool
}

resource "google_container_cluster" "untold" { # expect: FG-TAG-041
  name     = "shop"
  location = "europe-west1"
}

resource "google_container_cluster" "off" {
  name     = "shop"
  location = "europe-west1"
  cost_management_config {
    enabled = false # expect: FG-TAG-041
  }
}

resource "google_container_cluster" "on" {
  name     = "shop"
  location = "europe-west1"
  cost_management_config {
    enabled = true
  }
}

resource "google_container_cluster" "chosen" {
  name     = "shop"
  location = "europe-west1"
  cost_management_config {
    enabled = var.allocate
  }
}
