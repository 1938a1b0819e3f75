variable "insights" { # unresolved: FG-LOG-012
  type = string
}

resource "aws_ecs_cluster" "watched" {
  name = "shop-dev"
  setting {
    name  = "containerInsights"
    value = "enhanced" # expect: FG-LOG-012
  }
  tags = { environment = "dev" }
}

resource "aws_ecs_cluster" "plain" {
  name = "shop-dev"
  setting {
    name  = "containerInsights"
    value = "disabled"
  }
  tags = { environment = "dev" }
}

resource "aws_ecs_cluster" "production" {
  name = "shop"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = { environment = "prod" }
}

resource "aws_ecs_cluster" "chosen" {
  name = "shop-test"
  setting {
    name  = "containerInsights"
    value = var.insights
  }
  tags = { environment = "test" }
}
