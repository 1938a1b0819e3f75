variable "propagate" { # unresolved: FG-TAG-032
  type = string
}

resource "aws_ecs_service" "untagged" { # expect: FG-TAG-032
  name                    = "cart"
  launch_type             = "FARGATE"
  enable_ecs_managed_tags = true
}

resource "aws_ecs_service" "none" {
  name                    = "cart"
  enable_ecs_managed_tags = true
  propagate_tags          = "NONE" # expect: FG-TAG-032
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 1
  }
}

resource "aws_ecs_service" "tagged" {
  name                    = "cart"
  launch_type             = "FARGATE"
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"
}

resource "aws_ecs_service" "own_machines" {
  name                    = "cart"
  launch_type             = "EC2"
  enable_ecs_managed_tags = true
}

resource "aws_ecs_service" "chosen" {
  name                    = "cart"
  launch_type             = "FARGATE"
  enable_ecs_managed_tags = true
  propagate_tags          = var.propagate
}
