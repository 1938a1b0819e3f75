variable "kind" {
  type = string
}

resource "google_compute_address" "idle" { # expect: FG-IDLE-014
  name   = "idle"
  region = "europe-west1"
}

resource "google_compute_address" "may_be" { # unresolved: FG-IDLE-014
  name         = "may-be"
  region       = "europe-west1"
  address_type = var.kind
}

resource "google_compute_address" "internal" {
  name         = "internal"
  region       = "europe-west1"
  address_type = "INTERNAL"
}

resource "google_compute_address" "nat" {
  count  = 2
  name   = "nat-${count.index}"
  region = "europe-west1"
}

resource "google_compute_router_nat" "nat" {
  name                               = "nat"
  router                             = "shop"
  region                             = "europe-west1"
  nat_ip_allocate_option             = "MANUAL_ONLY"
  nat_ips                            = google_compute_address.nat[*].self_link
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
