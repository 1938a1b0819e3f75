variable "memory" { # unresolved: FG-SIZE-023
  type = string
}

resource "google_cloud_run_v2_service" "large" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources {
        limits   = { cpu = "4", memory = "8Gi" } # expect: FG-SIZE-023
        cpu_idle = true
      }
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloud_run_v2_service" "default" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloudfunctions2_function" "large" {
  name     = "resize"
  location = "europe-west1"
  service_config {
    available_memory = "4Gi" # expect: FG-SIZE-023
  }
  labels = { environment = "test" }
}

resource "google_cloudfunctions2_function" "megabytes" {
  name     = "resize"
  location = "europe-west1"
  service_config {
    available_memory = "512M"
  }
  labels = { environment = "test" }
}

resource "google_cloudfunctions_function" "large" {
  name                = "resize"
  runtime             = "nodejs20"
  available_memory_mb = 8192 # expect: FG-SIZE-023
  labels              = { environment = "test" }
}

resource "google_cloudfunctions_function" "production" {
  name                = "resize"
  runtime             = "nodejs20"
  available_memory_mb = 8192
  labels              = { environment = "prod" }
}

resource "google_cloudfunctions2_function" "chosen" {
  name     = "resize"
  location = "europe-west1"
  service_config {
    available_memory = var.memory
  }
  labels = { environment = "test" }
}
