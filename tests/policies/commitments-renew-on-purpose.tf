variable "renews" { # unresolved: FG-RATE-012
  type = bool
}

resource "google_compute_region_commitment" "renews" {
  name       = "base"
  plan       = "TWELVE_MONTH"
  auto_renew = true # expect: FG-RATE-012
  resources {
    type   = "VCPU"
    amount = "16"
  }
}

resource "google_compute_region_commitment" "ends" {
  name = "base"
  plan = "TWELVE_MONTH"
  resources {
    type   = "VCPU"
    amount = "16"
  }
}

resource "google_bigquery_capacity_commitment" "renews" {
  location     = "EU"
  slot_count   = 100
  plan         = "ANNUAL"
  renewal_plan = "ANNUAL" # expect: FG-RATE-012
}

resource "google_compute_region_commitment" "chosen" {
  name       = "base"
  plan       = "TWELVE_MONTH"
  auto_renew = var.renews
  resources {
    type   = "VCPU"
    amount = "16"
  }
}
