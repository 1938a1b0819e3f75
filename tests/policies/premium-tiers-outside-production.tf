variable "tier" { # unresolved: FG-HA-029
  type = string
}

resource "azurerm_servicebus_namespace" "premium" {
  name     = "shop-dev"
  sku      = "Premium" # expect: FG-HA-029
  capacity = 1
  tags     = { environment = "dev" }
}

resource "azurerm_api_management" "premium" {
  name     = "shop-test"
  sku_name = "Premium_1" # expect: FG-HA-029
  tags     = { environment = "test" }
}

resource "azurerm_api_management" "developer" {
  name     = "shop-test"
  sku_name = "Developer_1"
  tags     = { environment = "test" }
}

resource "azurerm_container_registry" "private" {
  name                          = "shopdev"
  sku                           = "Premium"
  retention_policy_in_days      = 7
  public_network_access_enabled = false
  tags                          = { environment = "dev" }
}

resource "azurerm_redis_cache" "standard" {
  name     = "shop-dev"
  family   = "C"
  capacity = 0
  sku_name = "Basic"
  tags     = { environment = "dev" }
}

resource "azurerm_redis_cache" "production" {
  name     = "shop"
  family   = "P"
  capacity = 1
  sku_name = "Premium"
  tags     = { environment = "prod" }
}

resource "azurerm_eventhub_namespace" "chosen" {
  name = "shop-test"
  sku  = var.tier
  tags = { environment = "test" }
}
