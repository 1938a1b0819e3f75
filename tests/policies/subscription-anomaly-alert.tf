resource "azurerm_subscription" "shop" { # expect: FG-ANO-003
  subscription_name = "shop"
}

resource "azurerm_consumption_budget_subscription" "shop" {
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
    contact_emails = ["shop@example.org"]
  }
}
