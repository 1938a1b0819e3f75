variable "memory" { # unresolved: FG-K8S-003
}

resource "kubernetes_job_v1" "import" {
  metadata {
    name = "import"
  }
  spec {
    template {
      metadata {}
      spec {
        init_container {
          name = "wait"
          resources {
            requests = {
              memory = "400m" # expect: FG-K8S-003
            }
          }
        }
        container {
          name = "import"
          resources {
            requests = {
              cpu    = 2000 # expect: FG-K8S-003
              memory = var.memory
            }
            limits = {
              cpu    = "2"
              memory = "4Gi"
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_pod" "sized_elsewhere" {
  metadata {
    name = "sized-elsewhere"
  }
  spec {
    container {
      name = "shell"
      resources {
        requests = { memory = var.memory }
      }
    }
  }
}
