variable "size" { # unresolved: FG-ARC-009
  type = string
}

resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  default_node_pool {
    name    = "default"
    vm_size = "Standard_D4s_v5" # expect: FG-ARC-009
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "windows" {
  name                  = "win"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.shop.id
  os_type               = "Windows"
  vm_size               = "Standard_D4s_v5"
}

resource "azurerm_kubernetes_cluster_node_pool" "moved" {
  name                  = "arm"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.shop.id
  vm_size               = "Standard_D4ps_v5"
}

resource "azurerm_kubernetes_cluster_node_pool" "chosen" {
  name                  = "any"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.shop.id
  vm_size               = var.size
}
