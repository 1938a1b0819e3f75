# The reporting pipeline on Google Cloud: labels come from the provider, keys are lower case with underscores.

terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}

variable "billing_account" {
  type = string
}

provider "google" {
  project = "larkmoor-reporting"
  region  = "europe-west3"

  default_labels = {
    application = "reporting"
    cost_center = "cc-3300"
    environment = "prod"
    owner       = "team-data"
  }
}

resource "google_compute_instance" "loader" {
  name         = "loader"
  machine_type = "n1-standard-4"
  zone         = "europe-west3-a"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
      size  = 50
    }
  }

  network_interface {
    network = "default"
  }
}

resource "google_storage_bucket" "landing" {
  name     = "larkmoor-reporting-landing"
  location = "EU"
}

resource "google_storage_bucket" "archive" {
  name     = "larkmoor-reporting-archive"
  location = "EU"

  lifecycle_rule {
    condition {
      age = 30
    }

    action {
      type          = "SetStorageClass"
      storage_class = "COLDLINE"
    }
  }
}

resource "google_billing_budget" "reporting" {
  billing_account = var.billing_account
  display_name    = "reporting"

  amount {
    specified_amount {
      currency_code = "EUR"
      units         = "1500"
    }
  }

  threshold_rules {
    threshold_percent = 0.9
    spend_basis       = "FORECASTED_SPEND"
  }
}
