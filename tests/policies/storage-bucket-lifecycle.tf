variable "rules" {
  type = list(number)
}

resource "google_storage_bucket" "grows" { # expect: FG-STO-003
  name     = "shop-grows"
  location = "EU"
}

resource "google_storage_bucket" "rule" {
  name     = "shop-rule"
  location = "EU"
  lifecycle_rule {
    condition {
      age = 30
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "autoclass" {
  name     = "shop-autoclass"
  location = "EU"
  autoclass {
    enabled = true
  }
}

resource "google_storage_bucket" "chosen" {
  name     = "shop-chosen"
  location = "EU"
  dynamic "lifecycle_rule" { # unresolved: FG-STO-003
    for_each = var.rules
    content {
      condition {
        age = lifecycle_rule.value
      }
      action {
        type = "Delete"
      }
    }
  }
}
