variable "timeout" { # unresolved: FG-ELA-008
  type = string
}

resource "google_dataproc_cluster" "always" { # expect: FG-ELA-008
  name   = "reports"
  labels = { environment = "dev" }
}

resource "google_dataproc_cluster" "ends" {
  name = "reports"
  cluster_config {
    lifecycle_config {
      idle_delete_ttl = "3600s"
    }
  }
  labels = { environment = "dev" }
}

resource "google_dataproc_cluster" "stops" {
  name = "reports"
  cluster_config {
    lifecycle_config {
      idle_stop_ttl = "3600s"
    }
  }
  labels = { environment = "dev" }
}

resource "google_dataproc_cluster" "production" {
  name   = "reports"
  labels = { environment = "prod" }
}

resource "google_dataproc_cluster" "chosen" {
  name = "reports"
  cluster_config {
    lifecycle_config {
      idle_delete_ttl = var.timeout
    }
  }
  labels = { environment = "dev" }
}
