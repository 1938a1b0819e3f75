variable "threshold" { # unresolved: FG-BUD-011
  type = number
}

resource "aws_budgets_budget" "late" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "DAILY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100 # expect: FG-BUD-011
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "aws_budgets_budget" "early" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "DAILY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "aws_budgets_budget" "in_dollars" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "DAILY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 800
    threshold_type             = "ABSOLUTE_VALUE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "aws_budgets_budget" "chosen" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "DAILY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = var.threshold
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "azurerm_consumption_budget_subscription" "forecast" {
  name            = "shop"
  subscription_id = "/subscriptions/0"
  amount          = 1000

  time_period {
    start_date = "2026-01-01T00:00:00Z"
  }
  notification {
    operator       = "GreaterThan"
    threshold      = 110
    threshold_type = "Forecasted"
    contact_emails = ["shop@example.org"]
  }
}

resource "google_billing_budget" "late" {
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  budget_filter {
    custom_period {
      start_date {
        year  = 2026
        month = 1
        day   = 1
      }
    }
  }
  threshold_rules {
    threshold_percent = 1.0 # expect: FG-BUD-011
  }
  all_updates_rule {
    pubsub_topic = "projects/shop/topics/budgets"
  }
}
