resource "azurerm_subscription" "shop" {
  subscription_name = "shop"
}

resource "azurerm_cost_anomaly_alert" "shop" {
  name            = "shop"
  display_name    = "shop"
  email_subject   = "Anomaly"
  email_addresses = ["shop@example.org"]
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
