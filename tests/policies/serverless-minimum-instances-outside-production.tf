variable "minimum" { # unresolved: FG-ELA-005
  type = number
}

resource "google_cloud_run_v2_service" "warm" {
  name     = "shop"
  location = "europe-west1"
  template {
    scaling {
      min_instance_count = 2 # expect: FG-ELA-005
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloud_run_v2_service" "to_zero" {
  name     = "shop"
  location = "europe-west1"
  template {
    scaling {
      min_instance_count = 0
      max_instance_count = 5
    }
  }
  labels = { environment = "dev" }
}

resource "google_cloud_run_service" "warm" {
  name     = "shop"
  location = "europe-west1"
  template {
    metadata {
      annotations = { "autoscaling.knative.dev/minScale" = "1" } # expect: FG-ELA-005
    }
  }
  metadata {
    labels = { environment = "dev" }
  }
}

resource "azurerm_container_app" "warm" {
  name          = "shop"
  revision_mode = "Single"
  template {
    min_replicas = 1 # expect: FG-ELA-005
    container {
      name   = "web"
      image  = "shop/web"
      cpu    = 0.5
      memory = "1Gi"
    }
  }
  tags = { environment = "test" }
}

resource "google_cloudfunctions2_function" "production" {
  name     = "resize"
  location = "europe-west1"
  service_config {
    min_instance_count = 1
  }
  labels = { environment = "prod" }
}

resource "google_cloudfunctions2_function" "chosen" {
  name     = "resize"
  location = "europe-west1"
  service_config {
    min_instance_count = var.minimum
  }
  labels = { environment = "dev" }
}
