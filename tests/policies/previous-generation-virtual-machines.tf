variable "size" { # unresolved: FG-GEN-006
  type = string
}

resource "azurerm_linux_virtual_machine" "old" {
  name                = "worker"
  resource_group_name = "shop"
  location            = "West Europe"
  size                = "Standard_DS2_v2" # expect: FG-GEN-006
}

resource "azurerm_linux_virtual_machine" "current" {
  name                = "worker"
  resource_group_name = "shop"
  location            = "West Europe"
  size                = "Standard_D2as_v5"
}

resource "azurerm_linux_virtual_machine" "chosen" {
  name                = "worker"
  resource_group_name = "shop"
  location            = "West Europe"
  size                = var.size
}

resource "azurerm_windows_virtual_machine_scale_set" "old" {
  name                = "web"
  resource_group_name = "shop"
  location            = "northeurope"
  instances           = 2
  sku                 = "Standard_D4s_v3" # expect: FG-GEN-006
}

resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  default_node_pool {
    name    = "default"
    vm_size = "Standard_E4s_v3" # expect: FG-GEN-006
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "nothing_cheaper_follows" {
  name                  = "compute"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.shop.id
  vm_size               = "Standard_F4s_v2"
}
