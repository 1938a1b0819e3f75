variable "scales" { # unresolved: FG-ELA-003
  type = bool
}

resource "azurerm_kubernetes_cluster_node_pool" "fixed" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  node_count            = 5 # expect: FG-ELA-003
}

resource "azurerm_kubernetes_cluster_node_pool" "scaled" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  auto_scaling_enabled  = true
  min_count             = 1
  max_count             = 5
}

resource "azurerm_kubernetes_cluster_node_pool" "scaled_in_version_3" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  enable_auto_scaling   = true
  node_count            = 3
  min_count             = 1
  max_count             = 5
}

resource "azurerm_kubernetes_cluster_node_pool" "one_node" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  node_count            = 1
}

resource "azurerm_kubernetes_cluster" "fixed" {
  name       = "shop"
  dns_prefix = "shop"
  default_node_pool {
    name       = "work"
    vm_size    = "Standard_D2s_v5"
    node_count = 3 # expect: FG-ELA-003
  }
}

resource "azurerm_kubernetes_cluster" "provisions_nodes_itself" {
  name       = "shop"
  dns_prefix = "shop"
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D2s_v5"
    node_count = 3
  }
  node_provisioning_profile {
    mode = "Auto"
  }
}

resource "azurerm_kubernetes_cluster" "system_only" {
  name       = "shop"
  dns_prefix = "shop"
  default_node_pool {
    name                         = "system"
    vm_size                      = "Standard_D2s_v5"
    node_count                   = 3
    only_critical_addons_enabled = true
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "chosen" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  auto_scaling_enabled  = var.scales
  node_count            = 3
}
