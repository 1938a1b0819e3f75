variable "namespace" {}

locals {
  labels = { owner = "checkout", environment = "prod", cost-center = "CC-1200", application = "shop" }
}

resource "kubernetes_namespace_v1" "shop" { # expect: FG-TAG-001
  metadata {
    name   = "shop"
    labels = { for key, value in local.labels : key => value if key != "application" }
  }
}

resource "kubernetes_deployment_v1" "inherits" {
  metadata {
    name      = "inherits"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  spec {
    template {
      metadata {
        labels = { app = "cart" }
      }
      spec {
        container {
          name = "cart"
        }
      }
    }
  }
}

resource "kubernetes_deployment_v1" "not_on_the_pods" { # expect: FG-TAG-001
  metadata {
    name   = "not-on-the-pods"
    labels = local.labels
  }
  spec {
    template {
      metadata {
        labels = { app = "cart" }
      }
      spec {
        container {
          name = "cart"
        }
      }
    }
  }
}

resource "kubernetes_pod" "somewhere" { # unresolved: FG-TAG-001
  metadata {
    name      = "somewhere"
    namespace = var.namespace
    labels    = { app = "shell" }
  }
}

resource "kubernetes_service" "front" { # expect: FG-TAG-001
  metadata {
    name = "front"
  }
  spec {
    type = "LoadBalancer"
  }
}

resource "kubernetes_service" "inside" {
  metadata {
    name = "inside"
  }
  spec {
    type = "ClusterIP"
  }
}

resource "kubernetes_config_map" "settings" {
  metadata {
    name = "settings"
  }
}

resource "kubernetes_manifest" "claim" {
  manifest = {
    apiVersion = "v1"
    kind       = "PersistentVolumeClaim"
    metadata   = { name = "files", labels = local.labels }
    spec       = { resources = { requests = { storage = "10Gi" } } }
  }
}

resource "kubectl_manifest" "role" {
  yaml_body = "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}}"
}

resource "helm_release" "chart" {
  name  = "chart"
  chart = "charts/chart"
}
