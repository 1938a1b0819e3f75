variable "dry_run" { # unresolved: FG-STO-043
  type = bool
}

resource "google_artifact_registry_repository" "dry" {
  repository_id          = "shop"
  location               = "europe-west1"
  format                 = "DOCKER"
  cleanup_policy_dry_run = true # expect: FG-STO-043
  cleanup_policies {
    id     = "old"
    action = "DELETE"
    condition {
      older_than = "30d"
    }
  }
}

resource "google_artifact_registry_repository" "deletes" {
  repository_id = "shop"
  location      = "europe-west1"
  format        = "DOCKER"
  cleanup_policies {
    id     = "old"
    action = "DELETE"
    condition {
      older_than = "30d"
    }
  }
}

resource "google_artifact_registry_repository" "chosen" {
  repository_id          = "shop"
  location               = "europe-west1"
  format                 = "DOCKER"
  cleanup_policy_dry_run = var.dry_run
  cleanup_policies {
    id     = "old"
    action = "DELETE"
    condition {
      older_than = "30d"
    }
  }
}
