variable "days" { # unresolved: FG-LOG-002
  type = number
}

resource "azurerm_log_analytics_workspace" "default" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
}

resource "azurerm_log_analytics_workspace" "two_years" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  retention_in_days   = 730 # expect: FG-LOG-002
}

resource "azurerm_log_analytics_workspace" "a_quarter" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  retention_in_days   = 90
}

resource "azurerm_log_analytics_workspace" "chosen" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  retention_in_days   = var.days
}

resource "azurerm_log_analytics_workspace_table" "interactive" {
  workspace_id      = azurerm_log_analytics_workspace.a_quarter.id
  name              = "AppTraces"
  retention_in_days = 365 # expect: FG-LOG-002
}

resource "azurerm_log_analytics_workspace_table" "long_term" {
  workspace_id            = azurerm_log_analytics_workspace.a_quarter.id
  name                    = "SigninLogs"
  retention_in_days       = 60
  total_retention_in_days = 730
}
