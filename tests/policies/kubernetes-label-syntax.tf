variable "team" {
  type = string
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = "shop"
    labels = {
      owner   = "Checkout"
      version = 1.2
      contact = "checkout@example.org" # expect: FG-TAG-020
    }
  }
}

resource "kubernetes_namespace_v1" "search" {
  metadata {
    name = "search"
    labels = {
      team = "the-team-that-answers-for-all-that-is-sold-in-the-online-shops-${var.team}" # unresolved: FG-TAG-020
    }
  }
}
