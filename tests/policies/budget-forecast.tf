variable "kind" { # unresolved: FG-BUD-012
  type = string
}

resource "aws_budgets_budget" "spent" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL" # expect: FG-BUD-012
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "aws_budgets_budget" "daily" {
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
}

resource "aws_budgets_budget" "both" {
  budget_type  = "COST"
  limit_amount = "1000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = ["ACTUAL", "FORECASTED"]
    content {
      comparison_operator        = "GREATER_THAN"
      threshold                  = 80
      threshold_type             = "PERCENTAGE"
      notification_type          = notification.value
      subscriber_email_addresses = ["shop@example.org"]
    }
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
    notification_type          = var.kind
    subscriber_email_addresses = ["shop@example.org"]
  }
}

resource "google_billing_budget" "spent" { # expect: FG-BUD-012
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  all_updates_rule {
    pubsub_topic = "projects/shop/topics/budgets"
  }
}
