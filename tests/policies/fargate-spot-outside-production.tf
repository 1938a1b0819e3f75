variable "launch_type" { # unresolved: FG-RATE-007
  type = string
}

resource "aws_ecs_service" "on_demand" {
  name        = "shop"
  launch_type = "FARGATE" # expect: FG-RATE-007
  tags        = { environment = "dev" }
}

resource "aws_ecs_service" "spot" {
  name = "shop"
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 1
  }
  tags = { environment = "dev" }
}

resource "aws_ecs_service" "production" {
  name        = "shop"
  launch_type = "FARGATE"
  tags        = { environment = "prod" }
}

resource "aws_ecs_service" "nowhere" {
  name        = "shop"
  launch_type = "FARGATE"
}

resource "aws_ecs_service" "chosen" {
  name        = "shop"
  launch_type = var.launch_type
  tags        = { environment = "dev" }
}
