variable "policies" { # unresolved: FG-ELA-026
  type = list(string)
}

resource "google_compute_instance" "always" { # expect: FG-ELA-026
  name         = "build"
  zone         = "europe-west1-b"
  machine_type = "e2-standard-2"
  labels       = { environment = "dev" }
}

resource "google_compute_resource_policy" "by_day" {
  name   = "by-day"
  region = "europe-west1"
  instance_schedule_policy {
    time_zone = "Europe/Berlin"
    vm_start_schedule {
      schedule = "0 7 * * 1-5"
    }
    vm_stop_schedule {
      schedule = "0 19 * * *"
    }
  }
}

resource "google_compute_instance" "by_day" {
  name              = "desk"
  zone              = "europe-west1-b"
  machine_type      = "e2-standard-2"
  resource_policies = [google_compute_resource_policy.by_day.self_link]
  labels            = { environment = "dev" }
}

resource "google_compute_instance" "attached" {
  name         = "desk2"
  zone         = "europe-west1-b"
  machine_type = "e2-standard-2"
  labels       = { environment = "dev" }
}

resource "google_compute_resource_policy_attachment" "attached" {
  name     = google_compute_resource_policy.by_day.name
  instance = google_compute_instance.attached.name
  zone     = "europe-west1-b"
}

resource "google_compute_instance" "production" {
  name         = "web"
  zone         = "europe-west1-b"
  machine_type = "e2-standard-2"
  labels       = { environment = "prod" }
}

resource "google_compute_instance" "chosen" {
  name              = "desk3"
  zone              = "europe-west1-b"
  machine_type      = "e2-standard-2"
  resource_policies = var.policies
  labels            = { environment = "dev" }
}
