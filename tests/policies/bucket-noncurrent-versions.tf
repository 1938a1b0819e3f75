variable "action" { # unresolved: FG-STO-040
  type = string
}

resource "google_storage_bucket" "all_versions" {
  name     = "shop-all-versions"
  location = "europe-west1"
  versioning {
    enabled = true
  }
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type          = "SetStorageClass" # expect: FG-STO-040
      storage_class = "NEARLINE"
    }
  }
}

resource "google_storage_bucket" "two_versions" {
  name     = "shop-two-versions"
  location = "europe-west1"
  versioning {
    enabled = true
  }
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }
  lifecycle_rule {
    condition {
      num_newer_versions = 2
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "no_versions" {
  name     = "shop-no-versions"
  location = "europe-west1"
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }
}

resource "google_storage_bucket" "chosen" {
  name     = "shop-chosen"
  location = "europe-west1"
  versioning {
    enabled = true
  }
  lifecycle_rule {
    condition {
      num_newer_versions = 2
    }
    action {
      type = var.action
    }
  }
}
