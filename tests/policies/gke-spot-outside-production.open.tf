variable "environment" {
  default = "dev"
}

variable "spot" { # unresolved: FG-RATE-003
  type = bool
}

resource "google_container_node_pool" "chosen" {
  name       = "work"
  cluster    = "shop"
  node_count = 1
  node_config {
    machine_type = "e2-standard-2"
    spot         = var.spot
  }
}
