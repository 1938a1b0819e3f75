variable "replication" { # unresolved: FG-STO-002
  type = string
}

resource "azurerm_storage_account" "development" {
  name                     = "shopdev"
  account_replication_type = "RAGRS" # expect: FG-STO-002
  tags                     = { environment = "dev" }
}

resource "azurerm_storage_account" "local" {
  name                     = "shoplocal"
  account_replication_type = "lrs"
  tags                     = { environment = "dev" }
}

resource "azurerm_storage_account" "production" {
  name                     = "shopprod"
  account_replication_type = "GZRS"
  tags                     = { environment = "prod" }
}

resource "azurerm_storage_account" "chosen" {
  name                     = "shopchosen"
  account_replication_type = var.replication
  tags                     = { environment = "dev" }
}
