# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-005
  type = string
}

resource "azurerm_kubernetes_cluster" "old" {
  name                = "old"
  location            = "westeurope"
  resource_group_name = "platform"
  dns_prefix          = "old"
  kubernetes_version  = "1.32.5" # expect: FG-SUP-005
  sku_tier            = "Premium"
  support_plan        = "AKSLongTermSupport"
}

# Planned for, and not needed yet.
resource "azurerm_kubernetes_cluster" "current" {
  name                = "current"
  location            = "westeurope"
  resource_group_name = "platform"
  dns_prefix          = "current"
  kubernetes_version  = "1.35"
  sku_tier            = "Premium"
  support_plan        = "AKSLongTermSupport"
}

# Not charged: out of support altogether.
resource "azurerm_kubernetes_cluster" "ended" {
  name                = "ended"
  location            = "westeurope"
  resource_group_name = "platform"
  dns_prefix          = "ended"
  kubernetes_version  = "1.32"
}

resource "azurerm_kubernetes_cluster" "chosen" {
  name                = "chosen"
  location            = "westeurope"
  resource_group_name = "platform"
  dns_prefix          = "chosen"
  kubernetes_version  = var.release
  sku_tier            = "Premium"
  support_plan        = "AKSLongTermSupport"
}
