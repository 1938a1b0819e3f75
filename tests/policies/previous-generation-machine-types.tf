variable "type" { # unresolved: FG-GEN-007
  type = string
}

resource "google_compute_instance" "old" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = "n1-standard-4" # expect: FG-GEN-007
}

resource "google_compute_instance" "accelerated" {
  name         = "trainer"
  zone         = "europe-west1-b"
  machine_type = "n1-standard-4"
  guest_accelerator {
    type  = "nvidia-tesla-t4"
    count = 1
  }
}

resource "google_compute_instance" "current" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = "e2-standard-4"
}

resource "google_compute_instance" "chosen" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = var.type
}

resource "google_container_node_pool" "old" {
  name     = "pool"
  cluster  = "shop"
  location = "us-central1"
  node_config {
    machine_type = "n1-highmem-8" # expect: FG-GEN-007
  }
}

resource "google_container_node_pool" "default" {
  name     = "pool"
  cluster  = "shop"
  location = "us-central1"
}
