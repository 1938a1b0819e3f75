variable "tier" { # unresolved: FG-HA-032
  type = string
}

resource "azurerm_kubernetes_cluster" "standard" {
  name     = "shop-dev"
  sku_tier = "Standard" # expect: FG-HA-032
  tags     = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster" "free" {
  name = "shop-dev"
  tags = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster" "with_costs" {
  name                  = "shop-test"
  sku_tier              = "Standard"
  cost_analysis_enabled = true
  tags                  = { environment = "test" }
}

resource "azurerm_kubernetes_cluster" "production" {
  name     = "shop"
  sku_tier = "Standard"
  tags     = { environment = "prod" }
}

resource "azurerm_kubernetes_cluster" "chosen" {
  name     = "shop-test"
  sku_tier = var.tier
  tags     = { environment = "test" }
}
