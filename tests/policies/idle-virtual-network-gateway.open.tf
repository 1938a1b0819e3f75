variable "client_ranges" {
  type = list(string)
}

module "office" {
  source  = "registry.example.org/shop/office/azurerm"
  version = "1.2.0"
  gateway = azurerm_virtual_network_gateway.office.id
}

resource "azurerm_virtual_network_gateway" "office" {
  name                = "office"
  location            = "westeurope"
  resource_group_name = "shop"
  type                = "Vpn"
  sku                 = "VpnGw1"

  ip_configuration {
    subnet_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop/subnets/GatewaySubnet"
  }
}

resource "azurerm_virtual_network_gateway" "clients" {
  name                = "clients"
  location            = "westeurope"
  resource_group_name = "shop"
  type                = "Vpn"
  sku                 = "VpnGw1"

  ip_configuration {
    subnet_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop/subnets/GatewaySubnet"
  }

  dynamic "vpn_client_configuration" { # unresolved: FG-IDLE-021
    for_each = var.client_ranges
    content {
      address_space = [vpn_client_configuration.value]
    }
  }
}
