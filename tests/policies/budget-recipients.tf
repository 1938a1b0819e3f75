variable "owners" { # unresolved: FG-BUD-010
  type = list(string)
}

resource "aws_budgets_budget" "silent" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification { # expect: FG-BUD-010
    comparison_operator = "GREATER_THAN"
    threshold           = 80
    threshold_type      = "PERCENTAGE"
    notification_type   = "ACTUAL"
  }
}

# That a root without a budget that tells anybody is found is another policy's matter.
resource "aws_budgets_budget" "without_notification" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}

resource "aws_sns_topic" "budgets" {
  name = "budgets"
}

resource "aws_budgets_budget" "told" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator       = "GREATER_THAN"
    threshold                 = 100
    threshold_type            = "PERCENTAGE"
    notification_type         = "FORECASTED"
    subscriber_sns_topic_arns = [aws_sns_topic.budgets.arn]
  }
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "aws_budgets_budget" "chosen" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "FORECASTED"
    subscriber_email_addresses = var.owners
  }
}

resource "google_billing_budget" "default" { # expect: FG-BUD-010
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  threshold_rules {
    threshold_percent = 0.9
    spend_basis       = "FORECASTED_SPEND"
  }
}

resource "google_billing_budget" "channel" {
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  threshold_rules {
    threshold_percent = 0.9
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    monitoring_notification_channels = ["projects/shop/notificationChannels/1"]
  }
}

resource "azurerm_consumption_budget_subscription" "group" {
  name            = "shop"
  subscription_id = "/subscriptions/0"
  amount          = 1000

  time_period {
    start_date = "2026-01-01T00:00:00Z"
  }
  notification {
    operator       = "GreaterThan"
    threshold      = 90
    threshold_type = "Forecasted"
    contact_groups = ["/subscriptions/0/resourceGroups/shop/providers/Microsoft.Insights/actionGroups/owners"]
  }
}
