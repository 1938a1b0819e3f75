variable "maximum" {
  type = list(number)
}

resource "google_container_node_pool" "fixed" {
  name       = "work"
  cluster    = "shop"
  node_count = 3 # expect: FG-ELA-004
}

resource "google_container_node_pool" "scaled" {
  name    = "work"
  cluster = "shop"
  autoscaling {
    min_node_count = 1
    max_node_count = 5
  }
}

resource "google_container_node_pool" "one_node" {
  name       = "work"
  cluster    = "shop"
  node_count = 1
}

resource "google_container_node_pool" "chosen" {
  name               = "work"
  cluster            = "shop"
  initial_node_count = 3 # unresolved: FG-ELA-004
  dynamic "autoscaling" {
    for_each = var.maximum
    content {
      min_node_count = 1
      max_node_count = autoscaling.value
    }
  }
}

resource "google_container_node_pool" "empty" {
  name    = "work"
  cluster = "shop"
}
