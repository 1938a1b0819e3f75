variable "tier" { # unresolved: FG-NET-012
  type = string
}

resource "google_compute_instance" "premium" {
  name         = "premium"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
  labels       = { environment = "dev" }

  network_interface {
    network = "shop"
    access_config {
      network_tier = "PREMIUM" # expect: FG-NET-012
    }
  }
}

resource "google_compute_instance" "standard" {
  name         = "standard"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
  labels       = { environment = "dev" }

  network_interface {
    network = "shop"
    access_config {
      network_tier = "STANDARD"
    }
  }
}

resource "google_compute_instance" "chosen" {
  name         = "chosen"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
  labels       = { environment = "dev" }

  network_interface {
    network = "shop"
    access_config {
      network_tier = var.tier
    }
  }
}
