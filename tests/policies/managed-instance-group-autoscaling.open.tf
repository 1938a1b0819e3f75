variable "target" {
  type = string
}

resource "google_compute_instance_group_manager" "perhaps" { # unresolved: FG-ELA-024
  name               = "web"
  base_instance_name = "web"
  target_size        = 4
}

resource "google_compute_autoscaler" "of_some" {
  name   = "web"
  target = var.target
  autoscaling_policy {
    min_replicas = 1
    max_replicas = 6
  }
}
