variable "size" {}

resource "kubernetes_deployment_v1" "cart" {
  metadata {
    name      = "cart"
    namespace = "shop"
  }
  spec {
    template {
      metadata {
        labels = { app = "cart" }
      }
      spec {
        init_container {
          name = "migrate"
        }
        container {
          name = "complete"
          resources {
            requests = {
              cpu    = "100m"
              memory = "128Mi"
            }
          }
        }
        container {
          name = "by-limit"
          resources {
            limits = {
              cpu    = 1
              memory = "128Mi"
            }
          }
        }
        container { # expect: FG-K8S-001
          name = "no-memory"
          resources {
            requests = { cpu = "100m" }
          }
        }
        container {
          name = "no-quantity"
          resources {
            requests = {
              cpu    = "100m"
              memory = "128MB" # expect: FG-K8S-001
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "report" {
  manifest = {
    apiVersion = "batch/v1"
    kind       = "CronJob"
    metadata   = { name = "report", namespace = "shop" }
    spec = {
      jobTemplate = {
        spec = {
          template = {
            spec = {
              containers = [
                { name = "sized", resources = { requests = { cpu = 1, memory = "1Gi" } } },
                { name = "bare" }, # expect: FG-K8S-001
              ]
            }
          }
        }
      }
    }
  }
}

resource "kubectl_manifest" "old" {
  yaml_body = "{apiVersion: v1, kind: Pod, metadata: {name: old}, spec: {containers: [{name: old}]}}" # expect: FG-K8S-001
}

resource "kubernetes_pod" "sized_elsewhere" {
  metadata {
    name = "sized-elsewhere"
  }
  spec {
    container { # unresolved: FG-K8S-001
      name = "shell"
      resources {
        requests = var.size
      }
    }
  }
}

resource "kubernetes_service_v1" "front" {
  metadata {
    name = "front"
  }
  spec {
    port {
      port = 80
    }
  }
}
