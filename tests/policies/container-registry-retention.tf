variable "days" { # unresolved: FG-STO-033
  type = number
}

resource "azurerm_container_registry" "keeps_all" { # expect: FG-STO-033
  name                = "shopkeepsall"
  resource_group_name = "shop"
  location            = "westeurope"
  sku                 = "Premium"
}

resource "azurerm_container_registry" "two_weeks" {
  name                     = "shoptwoweeks"
  resource_group_name      = "shop"
  location                 = "westeurope"
  sku                      = "Premium"
  retention_policy_in_days = 14
}

resource "azurerm_container_registry" "older_provider" {
  name                = "shopolder"
  resource_group_name = "shop"
  location            = "westeurope"
  sku                 = "Premium"
  retention_policy {
    days    = 14
    enabled = true
  }
}

resource "azurerm_container_registry" "basic" {
  name                = "shopbasic"
  resource_group_name = "shop"
  location            = "westeurope"
  sku                 = "Basic"
}

resource "azurerm_container_registry" "chosen" {
  name                     = "shopchosen"
  resource_group_name      = "shop"
  location                 = "westeurope"
  sku                      = "Premium"
  retention_policy_in_days = var.days
}
