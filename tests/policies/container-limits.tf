variable "limits" {}

variable "containers" {}

resource "kubernetes_stateful_set_v1" "db" {
  metadata {
    name = "db"
  }
  spec {
    service_name = "db"
    template {
      metadata {}
      spec {
        container {
          name = "limited"
          resources {
            limits = { memory = "2Gi" }
          }
        }
        container { # expect: FG-K8S-002
          name = "cpu-only"
          resources {
            limits = { cpu = 2 }
          }
        }
        container { # unresolved: FG-K8S-002
          name = "not-known"
          resources {
            limits = var.limits
          }
        }
      }
    }
  }
}

resource "kubernetes_daemonset" "agents" { # unresolved: FG-K8S-002
  metadata {
    name = "agents"
  }
  spec {
    template {
      metadata {}
      spec {
        dynamic "container" {
          for_each = var.containers
          content {
            name = container.value
          }
        }
      }
    }
  }
}
