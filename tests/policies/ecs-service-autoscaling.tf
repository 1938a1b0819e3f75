resource "aws_ecs_service" "fixed" { # expect: FG-ELA-022
  name          = "web"
  desired_count = 6
}

resource "aws_ecs_service" "scaled" {
  name          = "shop"
  desired_count = 6
}

resource "aws_appautoscaling_target" "scaled" {
  resource_id        = "service/main/${aws_ecs_service.scaled.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = 2
  max_capacity       = 12
}

resource "aws_ecs_service" "few" {
  name          = "mail"
  desired_count = 2
}
