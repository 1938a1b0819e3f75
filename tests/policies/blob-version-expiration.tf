variable "versions" {
  type = bool
}

resource "azurerm_storage_account" "all_versions" { # expect: FG-STO-031
  name                     = "shopallversions"
  account_replication_type = "LRS"
  blob_properties {
    versioning_enabled = true
  }
}

resource "azurerm_storage_account" "a_month" {
  name                     = "shopamonth"
  account_replication_type = "LRS"
  blob_properties {
    versioning_enabled = true
  }
}

resource "azurerm_storage_management_policy" "a_month" {
  storage_account_id = azurerm_storage_account.a_month.id
  rule {
    name    = "versions"
    enabled = true
    filters {
      blob_types = ["blockBlob"]
    }
    actions {
      version {
        delete_after_days_since_creation = 30
      }
    }
  }
}

resource "azurerm_storage_account" "no_versions" {
  name                     = "shopnoversions"
  account_replication_type = "LRS"
}

resource "azurerm_storage_account" "chosen" { # unresolved: FG-STO-031
  name                     = "shopchosen"
  account_replication_type = "LRS"
  blob_properties {
    versioning_enabled = var.versions
  }
}
