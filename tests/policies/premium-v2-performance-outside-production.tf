variable "iops" { # unresolved: FG-SIZE-058
  type = number
}

resource "azurerm_managed_disk" "fast" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "PremiumV2_LRS"
  disk_size_gb         = 64
  disk_iops_read_write = 10000 # expect: FG-SIZE-058
  disk_mbps_read_write = 200 # expect: FG-SIZE-058
  tags                 = { environment = "dev" }
}

resource "azurerm_managed_disk" "free" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "PremiumV2_LRS"
  disk_size_gb         = 64
  disk_iops_read_write = 3000
  disk_mbps_read_write = 125
  tags                 = { environment = "dev" }
}

resource "azurerm_managed_disk" "production" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "PremiumV2_LRS"
  disk_size_gb         = 64
  disk_iops_read_write = 10000
  tags                 = { environment = "prod" }
}

resource "azurerm_managed_disk" "chosen" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "PremiumV2_LRS"
  disk_size_gb         = 64
  disk_iops_read_write = var.iops
  tags                 = { environment = "dev" }
}
