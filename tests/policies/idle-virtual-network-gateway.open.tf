module "office" {
  source  = "registry.example.org/shop/office/azurerm"
  version = "1.2.0"
  gateway = azurerm_virtual_network_gateway.office.id
}

resource "azurerm_virtual_network_gateway" "office" { # unresolved: FG-IDLE-021
  name                = "office"
  location            = "westeurope"
  resource_group_name = "shop"
  type                = "Vpn"
  sku                 = "VpnGw1"

  ip_configuration {
    subnet_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop/subnets/GatewaySubnet"
  }
}
