variable "tier" { # unresolved: FG-HA-043
  type = string
}

resource "google_filestore_instance" "regional" {
  name   = "shop-dev"
  tier   = "ENTERPRISE" # expect: FG-HA-043
  labels = { environment = "dev" }
}

resource "google_filestore_instance" "zonal" {
  name   = "shop-dev"
  tier   = "BASIC_HDD"
  labels = { environment = "dev" }
}

resource "google_filestore_instance" "production" {
  name   = "shop"
  tier   = "REGIONAL"
  labels = { environment = "prod" }
}

resource "google_filestore_instance" "chosen" {
  name   = "shop-test"
  tier   = var.tier
  labels = { environment = "test" }
}
