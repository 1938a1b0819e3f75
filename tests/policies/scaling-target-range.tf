variable "minimum" {
  type = number
}

resource "aws_appautoscaling_target" "fixed" {
  resource_id        = "service/shop/web"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = 4
  max_capacity       = 4 # expect: FG-ELA-030
}

resource "aws_appautoscaling_target" "scales" {
  resource_id        = "service/shop/mail"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = 1
  max_capacity       = 4
}

resource "aws_appautoscaling_target" "chosen" {
  resource_id        = "service/shop/cart"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
  min_capacity       = var.minimum
  max_capacity       = 6 # unresolved: FG-ELA-030
}
