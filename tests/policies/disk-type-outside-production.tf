variable "type" { # unresolved: FG-SIZE-047
  type = string
}

resource "google_compute_disk" "extreme" {
  name             = "data"
  type             = "hyperdisk-extreme" # expect: FG-SIZE-047
  size             = 100
  provisioned_iops = 20000
  labels           = { environment = "dev" }
}

resource "google_compute_disk" "usual" {
  name   = "data"
  type   = "pd-balanced"
  size   = 100
  labels = { environment = "dev" }
}

resource "google_compute_disk" "production" {
  name   = "data"
  type   = "pd-extreme"
  size   = 100
  labels = { environment = "prod" }
}

resource "google_compute_disk" "chosen" {
  name   = "data"
  type   = var.type
  size   = 100
  labels = { environment = "dev" }
}
