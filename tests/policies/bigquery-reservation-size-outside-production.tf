variable "environment" {
  default = "dev"
}

variable "slots" { # unresolved: FG-SIZE-049
  type = number
}

resource "google_bigquery_reservation" "baseline" {
  name          = "reports"
  location      = "EU"
  slot_capacity = 100 # expect: FG-SIZE-049
}

resource "google_bigquery_reservation" "wide" {
  name          = "reports"
  location      = "EU"
  slot_capacity = 0
  autoscale {
    max_slots = 1600 # expect: FG-SIZE-049
  }
}

resource "google_bigquery_reservation" "on_use" {
  name          = "reports"
  location      = "EU"
  slot_capacity = 0
  autoscale {
    max_slots = 50
  }
}

resource "google_bigquery_reservation" "chosen" {
  name          = "reports"
  location      = "EU"
  slot_capacity = var.slots
}
