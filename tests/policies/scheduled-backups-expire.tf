variable "days" { # unresolved: FG-BAK-021
  type = number
}

resource "google_compute_resource_policy" "for_ever" {
  name   = "daily"
  region = "europe-west1"
  snapshot_schedule_policy { # expect: FG-BAK-021
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "03:00"
      }
    }
  }
}

resource "google_compute_resource_policy" "two_weeks" {
  name   = "daily"
  region = "europe-west1"
  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "03:00"
      }
    }
    retention_policy {
      max_retention_days = 14
    }
  }
}

resource "google_compute_resource_policy" "office_hours" {
  name   = "office-hours"
  region = "europe-west1"
  instance_schedule_policy {
    time_zone = "Europe/Berlin"
    vm_stop_schedule {
      schedule = "0 19 * * *"
    }
  }
}

resource "google_gke_backup_backup_plan" "for_ever" { # expect: FG-BAK-021
  name     = "shop"
  cluster  = "projects/shop/locations/europe-west1/clusters/shop"
  location = "europe-west1"
}

resource "google_gke_backup_backup_plan" "chosen" {
  name     = "shop"
  cluster  = "projects/shop/locations/europe-west1/clusters/shop"
  location = "europe-west1"
  retention_policy {
    backup_retain_days = var.days
  }
}
