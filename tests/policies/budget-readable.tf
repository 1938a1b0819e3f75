provider "aws" {
  region = "us-east-1"
}

# finops-guard:budget 100 USD/month
resource "aws_instance" "sound" {
  instance_type = "m5.large"
}

// finops-guard:budget 1,200.00 USD per year
resource "aws_instance" "yearly" {
  instance_type = "m5.large"
}

# finops-guard:budget 100 # expect: FG-BUD-020
resource "aws_instance" "without_currency" {
  instance_type = "m5.large"
}

# finops-guard:budget 100 XXX/month # expect: FG-BUD-020
resource "aws_instance" "unknown_currency" {
  instance_type = "m5.large"
}

/* finops-guard:budget 0 USD */ # expect: FG-BUD-020
resource "aws_instance" "nothing" {
  instance_type = "m5.large"
}

# finops-guard:budget # expect: FG-BUD-020
resource "aws_instance" "empty" {
  instance_type = "m5.large"
}

# finops-guard:budget 100 USD/month # expect: FG-BUD-020
variable "size" {
  # finops-guard:budget 100 USD/month # expect: FG-BUD-020
  default = "the text # finops-guard:budget 1 in a value is none"
}

resource "aws_budgets_budget" "sound" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "aws_budgets_budget" "no_amount" { # expect: FG-BUD-020
  budget_type = "COST"
  time_unit   = "MONTHLY"
}

resource "aws_budgets_budget" "no_number" { # expect: FG-BUD-020
  budget_type  = "COST"
  limit_amount = "much"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "aws_budgets_budget" "adjusts_itself" {
  budget_type = "COST"
  time_unit   = "MONTHLY"
  auto_adjust_data {
    auto_adjust_type = "FORECAST"
  }
}

resource "aws_budgets_budget" "of_hours" {
  budget_type = "USAGE"
  time_unit   = "MONTHLY"
}

variable "limit" {
  type = string
}

resource "aws_budgets_budget" "unknown_amount" {
  budget_type  = "COST"
  limit_amount = var.limit
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "azurerm_consumption_budget_subscription" "sound" {
  amount     = 1000
  time_grain = "Monthly"
}

resource "azurerm_consumption_budget_resource_group" "no_amount" { # expect: FG-BUD-020
  time_grain = "Monthly"
}

resource "google_billing_budget" "sound" {
  amount {
    specified_amount {
      currency_code = "USD"
      units         = "1000"
    }
  }
}

resource "google_billing_budget" "last_period" {
  amount {
    last_period_amount = true
  }
}

resource "google_billing_budget" "no_amount" { # expect: FG-BUD-020
  amount {}
}
