variable "analysis" { # unresolved: FG-TAG-042
  type = bool
}

resource "azurerm_kubernetes_cluster" "untold" { # expect: FG-TAG-042
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  sku_tier            = "Standard"
}

resource "azurerm_kubernetes_cluster" "free" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
}

resource "azurerm_kubernetes_cluster" "told" {
  name                  = "shop"
  location              = "westeurope"
  resource_group_name   = "shop"
  sku_tier              = "Premium"
  cost_analysis_enabled = true
}

resource "azurerm_kubernetes_cluster" "chosen" {
  name                  = "shop"
  location              = "westeurope"
  resource_group_name   = "shop"
  sku_tier              = "Standard"
  cost_analysis_enabled = var.analysis
}
