variable "kind" {
  type = string
}

resource "azurerm_storage_account" "grows" { # expect: FG-STO-030
  name                     = "shopgrows"
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "grows" {
  name               = "exports"
  storage_account_id = azurerm_storage_account.grows.id
}

resource "azurerm_storage_account" "tiered" {
  name                     = "shoptiered"
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "tiered" {
  name               = "exports"
  storage_account_id = azurerm_storage_account.tiered.id
}

resource "azurerm_storage_management_policy" "tiered" {
  storage_account_id = azurerm_storage_account.tiered.id
  rule {
    name    = "old"
    enabled = true
    filters {
      blob_types = ["blockBlob"]
    }
    actions {
      base_blob {
        delete_after_days_since_modification_greater_than = 90
      }
    }
  }
}

resource "azurerm_storage_account" "no_blobs" {
  name                     = "shopqueues"
  account_replication_type = "LRS"
}

resource "azurerm_storage_account" "chosen" { # unresolved: FG-STO-030
  name                     = "shopchosen"
  account_kind             = var.kind
  account_replication_type = "LRS"
}

resource "azurerm_storage_container" "chosen" {
  name               = "exports"
  storage_account_id = azurerm_storage_account.chosen.id
}
