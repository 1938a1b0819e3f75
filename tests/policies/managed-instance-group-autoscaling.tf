resource "google_compute_instance_group_manager" "fixed" { # expect: FG-ELA-024
  name               = "web"
  base_instance_name = "web"
  target_size        = 4
}

resource "google_compute_instance_group_manager" "scaled" {
  name               = "shop"
  base_instance_name = "shop"
  target_size        = 4
}

resource "google_compute_autoscaler" "scaled" {
  name   = "shop"
  target = google_compute_instance_group_manager.scaled.id
  autoscaling_policy {
    min_replicas = 1
    max_replicas = 6
  }
}

resource "google_compute_region_instance_group_manager" "fixed" { # expect: FG-ELA-024
  name               = "mail"
  base_instance_name = "mail"
  target_size        = 3
}

resource "google_compute_instance_group_manager" "one" {
  name               = "cron"
  base_instance_name = "cron"
  target_size        = 1
}
