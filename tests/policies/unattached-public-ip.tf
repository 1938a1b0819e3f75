variable "method" {
  type = string
}

resource "azurerm_public_ip" "idle" { # expect: FG-IDLE-013
  name                = "idle"
  location            = "westeurope"
  resource_group_name = "shop"
  allocation_method   = "Static"
}

resource "azurerm_public_ip" "may_be" { # unresolved: FG-IDLE-013
  name                = "may-be"
  location            = "westeurope"
  resource_group_name = "shop"
  allocation_method   = var.method
}

resource "azurerm_public_ip" "dynamic" {
  name                = "dynamic"
  location            = "westeurope"
  resource_group_name = "shop"
  allocation_method   = "Dynamic"
}

resource "azurerm_public_ip" "used" {
  name                = "used"
  location            = "westeurope"
  resource_group_name = "shop"
  allocation_method   = "Static"
}

resource "azurerm_network_interface" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "shop"

  ip_configuration {
    name                          = "web"
    private_ip_address_allocation = "Dynamic"
    public_ip_address_id          = azurerm_public_ip.used.id
  }
}
