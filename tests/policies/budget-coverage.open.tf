provider "aws" {
  region = "us-east-1"
}

resource "aws_instance" "maybe" { # unresolved: FG-BUD-023
  instance_type = "m5.large"
}

resource "aws_budgets_budget" "of_a_service" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "Service"
    values = ["Amazon Elastic Compute Cloud - Compute"]
  }
}
