variable "units" { # unresolved: FG-SIZE-041
  type = number
}

resource "google_spanner_instance" "a_node" {
  config       = "regional-europe-west1"
  display_name = "orders"
  num_nodes    = 1 # expect: FG-SIZE-041
  labels       = { environment = "dev" }
}

resource "google_spanner_instance" "a_tenth" {
  config           = "regional-europe-west1"
  display_name     = "orders"
  processing_units = 100
  labels           = { environment = "dev" }
}

resource "google_spanner_instance" "production" {
  config       = "regional-europe-west1"
  display_name = "orders"
  num_nodes    = 3
  labels       = { environment = "prod" }
}

resource "google_spanner_instance" "scaled" {
  config       = "regional-europe-west1"
  display_name = "orders"
  autoscaling_config {
    autoscaling_limits {
      min_processing_units = 1000 # expect: FG-SIZE-041
      max_processing_units = 3000
    }
  }
  labels = { environment = "test" }
}

resource "google_spanner_instance" "chosen" {
  config           = "regional-europe-west1"
  display_name     = "orders"
  processing_units = var.units
  labels           = { environment = "dev" }
}
