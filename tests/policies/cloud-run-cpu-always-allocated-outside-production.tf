variable "idle" { # unresolved: FG-SIZE-024
  type = bool
}

resource "google_cloud_run_v2_service" "always" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources {
        cpu_idle = false # expect: FG-SIZE-024
      }
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloud_run_v2_service" "by_omission" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources { # expect: FG-SIZE-024
        limits = { memory = "1Gi" }
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

resource "google_cloud_run_v2_service" "during_requests" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources {
        cpu_idle = true
      }
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloud_run_service" "always" {
  name     = "shop"
  location = "europe-west1"
  template {
    metadata {
      annotations = { "run.googleapis.com/cpu-throttling" = "false" } # expect: FG-SIZE-024
    }
  }
  metadata {
    labels = { environment = "dev" }
  }
}

resource "google_cloud_run_v2_service" "production" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources {
        cpu_idle = false
      }
    }
  }
  labels = { environment = "prod" }
}

resource "google_cloud_run_v2_service" "chosen" {
  name     = "shop"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/shop/web"
      resources {
        cpu_idle = var.idle
      }
    }
  }
  labels = { environment = "dev" }
}
