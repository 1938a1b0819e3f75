variable "incremental" { # unresolved: FG-BAK-013
  type = bool
}

resource "azurerm_snapshot" "full" { # expect: FG-BAK-013
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  create_option       = "Copy"
  source_uri          = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/disks/shop"
}

resource "azurerm_snapshot" "imported" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  create_option       = "Import"
  source_uri          = "https://shop.blob.core.windows.net/disks/shop.vhd"
}

resource "azurerm_snapshot" "incremental" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  create_option       = "Copy"
  source_uri          = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/disks/shop"
  incremental_enabled = true
}

resource "azurerm_snapshot" "chosen" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  create_option       = "Copy"
  source_uri          = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/disks/shop"
  incremental_enabled = var.incremental
}
