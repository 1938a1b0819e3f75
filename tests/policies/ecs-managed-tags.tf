variable "managed" { # unresolved: FG-TAG-033
  type = bool
}

resource "aws_ecs_service" "untagged" { # expect: FG-TAG-033
  name           = "cart"
  launch_type    = "FARGATE"
  propagate_tags = "SERVICE"
}

resource "aws_ecs_service" "off" {
  name                    = "cart"
  propagate_tags          = "SERVICE"
  enable_ecs_managed_tags = false # expect: FG-TAG-033
}

resource "aws_ecs_service" "tagged" {
  name                    = "cart"
  propagate_tags          = "SERVICE"
  enable_ecs_managed_tags = true
}

resource "aws_ecs_service" "elsewhere" {
  name        = "cart"
  launch_type = "EXTERNAL"
}

resource "aws_ecs_service" "chosen" {
  name                    = "cart"
  propagate_tags          = "SERVICE"
  enable_ecs_managed_tags = var.managed
}
