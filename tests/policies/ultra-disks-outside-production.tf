variable "type" { # unresolved: FG-SIZE-033
  type = string
}

resource "azurerm_managed_disk" "ultra" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "UltraSSD_LRS" # expect: FG-SIZE-033
  disk_size_gb         = 64
  disk_iops_read_write = 10000
  tags                 = { environment = "dev" }
}

resource "azurerm_managed_disk" "usual" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "StandardSSD_LRS"
  disk_size_gb         = 64
  tags                 = { environment = "dev" }
}

resource "azurerm_managed_disk" "production" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "UltraSSD_LRS"
  disk_size_gb         = 64
  tags                 = { environment = "prod" }
}

resource "azurerm_managed_disk" "chosen" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = var.type
  disk_size_gb         = 64
  tags                 = { environment = "dev" }
}
