variable "architecture" { # unresolved: FG-ARC-005
  type = string
}

resource "aws_ecs_task_definition" "shop" { # expect: FG-ARC-005
  family                   = "shop"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  container_definitions    = "[]"
}

resource "aws_ecs_task_definition" "declared" {
  family                   = "declared"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  container_definitions    = "[]"
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64" # expect: FG-ARC-005
  }
}

resource "aws_ecs_task_definition" "moved" {
  family                   = "moved"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  container_definitions    = "[]"
  runtime_platform {
    cpu_architecture = "ARM64"
  }
}

resource "aws_ecs_task_definition" "on_machines" {
  family                   = "machines"
  requires_compatibilities = ["EC2"]
  container_definitions    = "[]"
}

resource "aws_ecs_task_definition" "chosen" {
  family                   = "chosen"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  container_definitions    = "[]"
  runtime_platform {
    cpu_architecture = var.architecture
  }
}
