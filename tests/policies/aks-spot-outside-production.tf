variable "priority" { # unresolved: FG-RATE-002
  type = string
}

resource "azurerm_kubernetes_cluster_node_pool" "regular" { # expect: FG-RATE-002
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  tags                  = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "spot" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  priority              = "Spot"
  eviction_policy       = "Delete"
  tags                  = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "system" {
  name                  = "system"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  mode                  = "System"
  tags                  = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "production" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  tags                  = { environment = "prod" }
}

resource "azurerm_kubernetes_cluster_node_pool" "chosen" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  priority              = var.priority
  tags                  = { environment = "dev" }
}
