variable "days" { # unresolved: FG-LOG-010
  type = number
}

resource "aws_cloudwatch_log_group" "a_year" {
  name              = "/shop/cart"
  retention_in_days = 365 # expect: FG-LOG-010
  tags              = { environment = "dev" }
}

resource "aws_cloudwatch_log_group" "two_weeks" {
  name              = "/shop/cart"
  retention_in_days = 14
  tags              = { environment = "dev" }
}

resource "aws_cloudwatch_log_group" "production" {
  name              = "/shop/cart"
  retention_in_days = 365
  tags              = { environment = "prod" }
}

resource "aws_cloudwatch_log_group" "nowhere" {
  name              = "/shop/cart"
  retention_in_days = 365 # unresolved: FG-LOG-010
}

resource "aws_cloudwatch_log_group" "chosen" {
  name              = "/shop/cart"
  retention_in_days = var.days
  tags              = { environment = "test" }
}
