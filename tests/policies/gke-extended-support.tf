# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-006
  type = string
}

resource "google_container_cluster" "old" {
  name               = "old"
  location           = "europe-west1"
  min_master_version = "1.31" # expect: FG-SUP-006

  release_channel {
    channel = "EXTENDED"
  }
}

resource "google_container_cluster" "current" {
  name               = "current"
  location           = "europe-west1"
  min_master_version = "1.35"

  release_channel {
    channel = "EXTENDED"
  }
}

resource "google_container_cluster" "upgraded" {
  name               = "upgraded"
  location           = "europe-west1"
  min_master_version = "1.31"

  release_channel {
    channel = "REGULAR"
  }
}

resource "google_container_cluster" "chosen" {
  name               = "chosen"
  location           = "europe-west1"
  min_master_version = var.release

  release_channel {
    channel = "EXTENDED"
  }
}
