variable "tier" { # unresolved: FG-SIZE-053
  type = string
}

resource "azurerm_firewall" "premium" {
  name     = "wall"
  sku_name = "AZFW_VNet"
  sku_tier = "Premium" # expect: FG-SIZE-053
  tags     = { environment = "dev" }
}

resource "azurerm_firewall" "standard" {
  name     = "wall"
  sku_name = "AZFW_VNet"
  sku_tier = "Standard"
  tags     = { environment = "dev" }
}

resource "azurerm_firewall" "production" {
  name     = "wall"
  sku_name = "AZFW_VNet"
  sku_tier = "Premium"
  tags     = { environment = "prod" }
}

resource "azurerm_firewall" "chosen" {
  name     = "wall"
  sku_name = "AZFW_VNet"
  sku_tier = var.tier
  tags     = { environment = "dev" }
}
