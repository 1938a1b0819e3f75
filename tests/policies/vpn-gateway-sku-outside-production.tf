variable "sku" { # unresolved: FG-SIZE-051
  type = string
}

resource "azurerm_virtual_network_gateway" "fast" {
  name = "door"
  type = "Vpn"
  sku  = "VpnGw3" # expect: FG-SIZE-051
  tags = { environment = "dev" }
}

resource "azurerm_virtual_network_gateway" "small" {
  name = "door"
  type = "Vpn"
  sku  = "VpnGw1AZ"
  tags = { environment = "dev" }
}

resource "azurerm_virtual_network_gateway" "express_route" {
  name = "door"
  type = "ExpressRoute"
  sku  = "ErGw1AZ"
  tags = { environment = "dev" }
}

resource "azurerm_virtual_network_gateway" "production" {
  name = "door"
  type = "Vpn"
  sku  = "VpnGw3"
  tags = { environment = "prod" }
}

resource "azurerm_virtual_network_gateway" "chosen" {
  name = "door"
  type = "Vpn"
  sku  = var.sku
  tags = { environment = "dev" }
}
