resource "google_compute_instance" "worker" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
}

resource "google_billing_budget" "shop" {
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  threshold_rules {
    threshold_percent = 0.9
  }
}
