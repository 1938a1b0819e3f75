variable "service" {
  type = string
}

resource "aws_ecs_service" "perhaps" { # unresolved: FG-ELA-022
  name          = "web"
  desired_count = 6
}

resource "aws_appautoscaling_target" "of_some" {
  resource_id        = var.service
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = 2
  max_capacity       = 12
}
