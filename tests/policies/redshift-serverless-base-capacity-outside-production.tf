variable "capacity" { # unresolved: FG-SIZE-036
  type = number
}

resource "aws_redshiftserverless_workgroup" "default" { # expect: FG-SIZE-036
  namespace_name = "reports"
  workgroup_name = "reports"
  tags           = { environment = "dev" }
}

resource "aws_redshiftserverless_workgroup" "large" {
  namespace_name = "reports"
  workgroup_name = "reports"
  base_capacity  = 64 # expect: FG-SIZE-036
  tags           = { environment = "dev" }
}

resource "aws_redshiftserverless_workgroup" "small" {
  namespace_name = "reports"
  workgroup_name = "reports"
  base_capacity  = 8
  tags           = { environment = "dev" }
}

resource "aws_redshiftserverless_workgroup" "by_target" {
  namespace_name = "reports"
  workgroup_name = "reports"
  price_performance_target {
    enabled = true
    level   = 1
  }
  tags = { environment = "dev" }
}

resource "aws_redshiftserverless_workgroup" "production" {
  namespace_name = "reports"
  workgroup_name = "reports"
  tags           = { environment = "prod" }
}

resource "aws_redshiftserverless_workgroup" "chosen" {
  namespace_name = "reports"
  workgroup_name = "reports"
  base_capacity  = var.capacity
  tags           = { environment = "dev" }
}
