resource "azurerm_virtual_network_gateway" "idle" { # expect: FG-IDLE-021
  name                = "idle"
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

  vpn_client_configuration {
    address_space = ["10.2.0.0/24"]
  }
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

resource "azurerm_virtual_network_gateway_connection" "office" {
  name                       = "office"
  location                   = "westeurope"
  resource_group_name        = "shop"
  type                       = "IPsec"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.office.id
}

resource "azurerm_virtual_network_gateway" "handed_on" {
  name                = "handed-on"
  location            = "westeurope"
  resource_group_name = "shop"
  type                = "Vpn"
  sku                 = "VpnGw1"

  ip_configuration {
    subnet_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop/subnets/GatewaySubnet"
  }
}

output "gateway" {
  value = azurerm_virtual_network_gateway.handed_on.id
}
