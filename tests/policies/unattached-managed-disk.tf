resource "azurerm_managed_disk" "idle" { # expect: FG-IDLE-011
  name                 = "idle"
  location             = "westeurope"
  resource_group_name  = "shop"
  storage_account_type = "StandardSSD_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
}

resource "azurerm_managed_disk" "data" {
  name                 = "data"
  location             = "westeurope"
  resource_group_name  = "shop"
  storage_account_type = "StandardSSD_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  managed_disk_id    = azurerm_managed_disk.data.id
  virtual_machine_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web"
  lun                = 10
  caching            = "ReadOnly"
}
