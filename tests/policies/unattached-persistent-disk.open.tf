variable "disk" {
  type = string
}

resource "google_compute_disk" "may_be" { # unresolved: FG-IDLE-012
  name = "may-be"
  type = "pd-balanced"
  zone = "europe-west1-b"
  size = 50
}

resource "google_compute_attached_disk" "chosen" {
  disk     = var.disk
  instance = "worker"
  zone     = "europe-west1-b"
}
