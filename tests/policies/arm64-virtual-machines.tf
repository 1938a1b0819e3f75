variable "size" { # unresolved: FG-ARC-008
  type = string
}

resource "azurerm_linux_virtual_machine" "web" {
  name                = "web"
  resource_group_name = "shop"
  location            = "westeurope"
  size                = "Standard_D4s_v5" # expect: FG-ARC-008
}

resource "azurerm_linux_virtual_machine" "moved" {
  name                = "web"
  resource_group_name = "shop"
  location            = "westeurope"
  size                = "Standard_D4ps_v5"
}

resource "azurerm_linux_virtual_machine" "chosen" {
  name                = "web"
  resource_group_name = "shop"
  location            = "westeurope"
  size                = var.size
}

resource "azurerm_linux_virtual_machine_scale_set" "workers" {
  name                = "workers"
  resource_group_name = "shop"
  location            = "eastus"
  instances           = 2
  sku                 = "Standard_D2as_v5" # expect: FG-ARC-008
}
