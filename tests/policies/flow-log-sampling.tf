variable "share" { # unresolved: FG-NET-013
  type = number
}

resource "google_compute_subnetwork" "all" {
  name          = "all"
  ip_cidr_range = "10.0.0.0/24"
  network       = "shop"
  region        = "europe-west1"

  log_config {
    flow_sampling = 1.0 # expect: FG-NET-013
  }
}

resource "google_compute_subnetwork" "half" {
  name          = "half"
  ip_cidr_range = "10.0.1.0/24"
  network       = "shop"
  region        = "europe-west1"

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
  }
}

resource "google_compute_subnetwork" "silent" {
  name          = "silent"
  ip_cidr_range = "10.0.2.0/24"
  network       = "shop"
  region        = "europe-west1"
}

resource "google_compute_subnetwork" "chosen" {
  name          = "chosen"
  ip_cidr_range = "10.0.3.0/24"
  network       = "shop"
  region        = "europe-west1"

  log_config {
    flow_sampling = var.share
  }
}
