variable "quota" { # unresolved: FG-LOG-020
  type = number
}

resource "azurerm_log_analytics_workspace" "any_amount" { # expect: FG-LOG-020
  name                = "shop-dev"
  location            = "westeurope"
  resource_group_name = "shop"
  tags                = { environment = "dev" }
}

resource "azurerm_log_analytics_workspace" "no_cap" {
  name                = "shop-dev"
  location            = "westeurope"
  resource_group_name = "shop"
  daily_quota_gb      = -1 # expect: FG-LOG-020
  tags                = { environment = "dev" }
}

resource "azurerm_log_analytics_workspace" "capped" {
  name                = "shop-dev"
  location            = "westeurope"
  resource_group_name = "shop"
  daily_quota_gb      = 0.5
  tags                = { environment = "dev" }
}

resource "azurerm_log_analytics_workspace" "production" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  tags                = { environment = "prod" }
}

resource "azurerm_log_analytics_workspace" "chosen" {
  name                = "shop-test"
  location            = "westeurope"
  resource_group_name = "shop"
  daily_quota_gb      = var.quota
  tags                = { environment = "test" }
}
