variable "timeout" { # unresolved: FG-ELA-010
  type = string
}

resource "google_workstations_workstation_config" "never" {
  workstation_config_id  = "desks"
  workstation_cluster_id = "desks"
  location               = "europe-west1"
  idle_timeout           = "0s" # expect: FG-ELA-010
}

resource "google_workstations_workstation_config" "default" {
  workstation_config_id  = "desks"
  workstation_cluster_id = "desks"
  location               = "europe-west1"
}

resource "google_colab_runtime_template" "stops" {
  name         = "notebooks"
  display_name = "notebooks"
  location     = "europe-west1"
  idle_shutdown_config {
    idle_timeout = "3600s"
  }
}

resource "google_workstations_workstation_config" "chosen" {
  workstation_config_id  = "desks"
  workstation_cluster_id = "desks"
  location               = "europe-west1"
  idle_timeout           = var.timeout
}
