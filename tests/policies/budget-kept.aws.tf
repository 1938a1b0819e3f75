provider "aws" {
  region = "us-east-1"
}

# 70.08 a month: 730 hours of 0.096.
resource "aws_instance" "shop" {
  instance_type = "m5.large"
  tags          = { Team = "shop" }
}

# 140.16 a month: 730 hours of 0.192.
resource "aws_instance" "ledger" {
  instance_type = "m5.xlarge"
  tags          = { Team = "ledger" }
}

resource "aws_budgets_budget" "all_exceeded" { # expect: FG-BUD-021
  budget_type  = "COST"
  limit_amount = "210"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "aws_budgets_budget" "all_within" {
  budget_type  = "COST"
  limit_amount = "2600"
  limit_unit   = "USD"
  time_unit    = "ANNUALLY"
}

resource "aws_budgets_budget" "shop_within" {
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "TagKeyValue"
    values = ["user:Team$shop"]
  }
}

resource "aws_budgets_budget" "ledger_exceeded" { # expect: FG-BUD-021
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "TagKeyValue"
    values = ["user:Team$ledger"]
  }
}

resource "aws_budgets_budget" "of_a_service" {
  budget_type  = "COST"
  limit_amount = "1"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "Service"
    values = ["Amazon Elastic Compute Cloud - Compute"]
  }
}

variable "limit" {
  type = string
}

resource "aws_budgets_budget" "unknown_amount" { # unresolved: FG-BUD-021
  budget_type  = "COST"
  limit_amount = var.limit
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "azurerm_consumption_budget_subscription" "in_the_currency_of_the_bill" {
  amount = 1
}
