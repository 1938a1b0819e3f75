variable "environment" {
  default = "dev"
}

resource "google_container_node_pool" "regular" {
  name       = "work"
  cluster    = "shop"
  node_count = 1
  node_config { # expect: FG-RATE-003
    machine_type = "e2-standard-2"
  }
}

resource "google_container_node_pool" "spot" {
  name       = "work"
  cluster    = "shop"
  node_count = 1
  node_config {
    machine_type = "e2-standard-2"
    spot         = true
  }
}

resource "google_container_node_pool" "preemptible" {
  name       = "work"
  cluster    = "shop"
  node_count = 1
  node_config {
    machine_type = "e2-standard-2"
    preemptible  = true
  }
}
