variable "policies" {
  type = set(string)
}

resource "google_artifact_registry_repository" "grows" { # expect: FG-STO-042
  repository_id = "shop"
  location      = "europe-west1"
  format        = "DOCKER"
}

resource "google_artifact_registry_repository" "cleaned" {
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

resource "google_artifact_registry_repository" "virtual" {
  repository_id = "all"
  location      = "europe-west1"
  format        = "DOCKER"
  mode          = "VIRTUAL_REPOSITORY"
}

resource "google_artifact_registry_repository" "chosen" {
  repository_id = "shop"
  location      = "europe-west1"
  format        = "DOCKER"
  dynamic "cleanup_policies" { # unresolved: FG-STO-042
    for_each = var.policies
    content {
      id = cleanup_policies.value
    }
  }
}
