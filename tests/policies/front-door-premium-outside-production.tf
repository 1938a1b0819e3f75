variable "sku" { # unresolved: FG-NET-019
  type = string
}

resource "azurerm_cdn_frontdoor_profile" "premium" {
  name                = "premium"
  resource_group_name = "shop"
  sku_name            = "Premium_AzureFrontDoor" # expect: FG-NET-019
  tags                = { environment = "dev" }
}

resource "azurerm_cdn_frontdoor_profile" "standard" {
  name                = "standard"
  resource_group_name = "shop"
  sku_name            = "Standard_AzureFrontDoor"
  tags                = { environment = "dev" }
}

resource "azurerm_cdn_frontdoor_profile" "production" {
  name                = "production"
  resource_group_name = "shop"
  sku_name            = "Premium_AzureFrontDoor"
  tags                = { environment = "prod" }
}

resource "azurerm_cdn_frontdoor_profile" "chosen" {
  name                = "chosen"
  resource_group_name = "shop"
  sku_name            = var.sku
  tags                = { environment = "dev" }
}
