variable "days" { # unresolved: FG-LOG-021
  type = number
}

resource "azurerm_network_watcher_flow_log" "for_ever" {
  name                 = "shop"
  network_watcher_name = "shop"
  resource_group_name  = "shop"
  target_resource_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  enabled              = true
  retention_policy {
    enabled = false # expect: FG-LOG-021
    days    = 7
  }
}

resource "azurerm_network_watcher_flow_log" "no_days" {
  name                 = "shop"
  network_watcher_name = "shop"
  resource_group_name  = "shop"
  target_resource_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  enabled              = true
  retention_policy {
    enabled = true
    days    = 0 # expect: FG-LOG-021
  }
}

resource "azurerm_network_watcher_flow_log" "off" {
  name                 = "shop"
  network_watcher_name = "shop"
  resource_group_name  = "shop"
  target_resource_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  enabled              = false
  retention_policy {
    enabled = false
    days    = 7
  }
}

resource "azurerm_network_watcher_flow_log" "a_quarter" {
  name                 = "shop"
  network_watcher_name = "shop"
  resource_group_name  = "shop"
  target_resource_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  enabled              = true
  retention_policy {
    enabled = true
    days    = 90
  }
}

resource "azurerm_network_watcher_flow_log" "chosen" {
  name                 = "shop"
  network_watcher_name = "shop"
  resource_group_name  = "shop"
  target_resource_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop"
  storage_account_id   = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  enabled              = true
  retention_policy {
    enabled = true
    days    = var.days
  }
}
