variable "kind" { # unresolved: FG-HA-031
  type = string
}

resource "azurerm_managed_disk" "premium" {
  name                 = "shop-dev"
  location             = "westeurope"
  create_option        = "Empty"
  disk_size_gb         = 128
  storage_account_type = "Premium_LRS" # expect: FG-HA-031
  tags                 = { environment = "dev" }
}

resource "azurerm_linux_virtual_machine" "premium" {
  name = "shop-test"
  size = "Standard_B2s"
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_ZRS" # expect: FG-HA-031
  }
  tags = { environment = "test" }
}

resource "azurerm_managed_disk" "standard" {
  name                 = "shop-dev"
  location             = "westeurope"
  create_option        = "Empty"
  disk_size_gb         = 128
  storage_account_type = "StandardSSD_LRS"
  tags                 = { environment = "dev" }
}

resource "azurerm_managed_disk" "production" {
  name                 = "shop"
  location             = "westeurope"
  create_option        = "Empty"
  disk_size_gb         = 128
  storage_account_type = "Premium_LRS"
  tags                 = { environment = "prod" }
}

resource "azurerm_linux_virtual_machine" "chosen" {
  name = "shop-test"
  size = "Standard_B2s"
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = var.kind
  }
  tags = { environment = "test" }
}
