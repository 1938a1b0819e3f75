variable "region" { # unresolved: FG-GOV-017
  type = string
}

resource "google_compute_instance" "dear" {
  name         = "dear"
  zone         = "southamerica-east1-b" # expect: FG-GOV-017
  machine_type = "e2-small"
  labels       = { environment = "dev" }
}

resource "google_compute_instance" "near" {
  name         = "near"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
  labels       = { environment = "dev" }
}

resource "google_compute_instance" "production" {
  name         = "production"
  zone         = "southamerica-east1-b"
  machine_type = "e2-small"
  labels       = { environment = "prod" }
}

resource "azurerm_kubernetes_cluster" "chosen" {
  name     = "chosen"
  location = var.region
  tags     = { environment = "test" }
}
