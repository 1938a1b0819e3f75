variable "days" { # unresolved: FG-LOG-001
  type = number
}

resource "aws_cloudwatch_log_group" "kept_for_ever" { # expect: FG-LOG-001
  name = "/shop/cart"
}

resource "aws_cloudwatch_log_group" "zero" {
  name              = "/shop/cart"
  retention_in_days = 0 # expect: FG-LOG-001
}

resource "aws_cloudwatch_log_group" "a_month" {
  name              = "/shop/cart"
  retention_in_days = "30"
}

resource "aws_cloudwatch_log_group" "two_days_in_any_case" {
  name            = "/shop/events"
  log_group_class = "DELIVERY"
}

resource "aws_cloudwatch_log_group" "chosen" {
  name              = "/shop/cart"
  retention_in_days = var.days
}
