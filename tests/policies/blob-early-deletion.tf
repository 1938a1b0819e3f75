variable "days" { # unresolved: FG-STO-032
  type = number
}

resource "azurerm_storage_management_policy" "logs" {
  storage_account_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
  rule {
    name    = "too-short"
    enabled = true
    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["logs/"]
    }
    actions {
      base_blob {
        tier_to_archive_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than          = 90 # expect: FG-STO-032
      }
    }
  }
  rule {
    name    = "long-enough"
    enabled = true
    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["audit/"]
    }
    actions {
      base_blob {
        tier_to_archive_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than          = 2555
      }
    }
  }
}

resource "azurerm_storage_management_policy" "cool" {
  storage_account_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/cool"
  rule {
    name    = "cool"
    enabled = true
    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["temp/"]
    }
    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than       = 90
      }
    }
  }
}

resource "azurerm_storage_management_policy" "chosen" {
  storage_account_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/chosen"
  rule {
    name    = "chosen"
    enabled = true
    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["exports/"]
    }
    actions {
      base_blob {
        tier_to_archive_after_days_since_modification_greater_than = 30
        delete_after_days_since_modification_greater_than          = var.days
      }
    }
  }
}
