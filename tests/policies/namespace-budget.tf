variable "budget" { # unresolved: FG-BUD-002
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name        = "shop"
    annotations = { "finops-guard/monthly-budget" = "2000 USD" }
  }
}

resource "kubernetes_namespace_v1" "cart" { # expect: FG-BUD-002
  metadata {
    name = "cart"
  }
}

resource "kubernetes_namespace" "search" {
  metadata {
    name = "search"
    annotations = {
      "monthly-budget" = "2000" # expect: FG-BUD-002
    }
  }
}

resource "kubernetes_namespace" "told" {
  metadata {
    name        = "told"
    annotations = { "monthly-budget" = var.budget }
  }
}

resource "kubernetes_namespace" "system" {
  metadata {
    name = "kube-system"
  }
}
