variable "gpus" {
  type = list(string)
}

resource "google_compute_instance" "training" {
  name         = "training"
  zone         = "europe-west4-a"
  machine_type = "n1-standard-4"
  guest_accelerator {
    type  = "nvidia-tesla-t4" # expect: FG-SIZE-020
    count = 1
  }
  labels = { environment = "dev" }
}

resource "google_compute_instance" "plain" {
  name         = "build"
  zone         = "europe-west4-a"
  machine_type = "n2-standard-4"
  labels       = { environment = "dev" }
}

resource "google_compute_instance" "production" {
  name         = "training"
  zone         = "europe-west4-a"
  machine_type = "n1-standard-4"
  guest_accelerator {
    type  = "nvidia-tesla-t4"
    count = 1
  }
  labels = { environment = "prod" }
}

resource "google_workbench_instance" "notebook" {
  name     = "forecast"
  location = "europe-west4-a"
  gce_setup {
    machine_type = "n1-standard-4"
    accelerator_configs {
      type       = "NVIDIA_TESLA_T4" # expect: FG-SIZE-020
      core_count = 1
    }
  }
  labels = { environment = "test" }
}

resource "google_compute_instance" "chosen" {
  name         = "training"
  zone         = "europe-west4-a"
  machine_type = "n1-standard-4"
  dynamic "guest_accelerator" { # unresolved: FG-SIZE-020
    for_each = var.gpus
    content {
      type  = guest_accelerator.value
      count = 1
    }
  }
  labels = { environment = "dev" }
}
