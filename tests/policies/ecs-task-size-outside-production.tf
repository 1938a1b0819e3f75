variable "cpu" { # unresolved: FG-SIZE-027
  type = number
}

resource "aws_ecs_task_definition" "large" {
  family                = "orders"
  cpu                   = 4096 # expect: FG-SIZE-027
  memory                = "16384" # expect: FG-SIZE-027
  container_definitions = "[]"
  tags                  = { environment = "dev" }
}

resource "aws_ecs_task_definition" "small" {
  family                = "orders"
  cpu                   = 512
  memory                = 1024
  container_definitions = "[]"
  tags                  = { environment = "dev" }
}

resource "aws_ecs_task_definition" "production" {
  family                = "orders"
  cpu                   = 4096
  memory                = 16384
  container_definitions = "[]"
  tags                  = { environment = "prod" }
}

resource "aws_ecs_task_definition" "on_instances" {
  family                = "orders"
  container_definitions = "[]"
  tags                  = { environment = "dev" }
}

resource "aws_ecs_task_definition" "chosen" {
  family                = "orders"
  cpu                   = var.cpu
  memory                = 1024
  container_definitions = "[]"
  tags                  = { environment = "dev" }
}
