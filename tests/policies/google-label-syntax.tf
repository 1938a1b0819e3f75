variable "extra_labels" {
  type = map(string)
}

variable "team" {
  type = string
}

locals {
  sixty_four = { for number in range(64) : "k${number}" => "v" }
}

resource "google_storage_bucket" "upper_case" {
  name     = "shop"
  location = "EU"
  labels = {
    CostCenter = "cc-1200" # expect: FG-TAG-019
    owner      = "Checkout" # expect: FG-TAG-019
    version    = "1.2" # expect: FG-TAG-019
  }
}

resource "google_storage_bucket" "known_in_part" {
  name     = "shop"
  location = "EU"
  labels = {
    owner = "Team-${var.team}" # expect: FG-TAG-019
    team  = "team-${var.team}"
  }
}

resource "google_storage_bucket" "perhaps_too_many" { # unresolved: FG-TAG-019
  name     = "shop"
  location = "EU"
  labels   = merge(local.sixty_four, var.extra_labels)
}

resource "google_storage_bucket" "plain" {
  name     = "shop"
  location = "EU"
  labels   = { cost_center = "cc-1200", owner = "größe", empty = "" }
}
