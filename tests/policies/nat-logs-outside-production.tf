variable "environment" {
  type    = string
  default = "dev"
}

variable "filter" { # unresolved: FG-NET-018
  type = string
}

resource "google_compute_router_nat" "all" {
  name                               = "all"
  router                             = "shop"
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ALL" # expect: FG-NET-018
  }
}

resource "google_compute_router_nat" "errors" {
  name                               = "errors"
  router                             = "shop"
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

resource "google_compute_router_nat" "off" {
  name                               = "off"
  router                             = "shop"
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = false
    filter = "ALL"
  }
}

resource "google_compute_router_nat" "chosen" {
  name                               = "chosen"
  router                             = "shop"
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = var.filter
  }
}
