variable "status" { # unresolved: FG-GOV-013
  type = string
}

resource "aws_ce_cost_allocation_tag" "off" {
  tag_key = "team"
  status  = "Inactive" # expect: FG-GOV-013
}

resource "aws_ce_cost_allocation_tag" "on" {
  tag_key = "owner"
  status  = "Active"
}

resource "aws_ce_cost_allocation_tag" "chosen" {
  tag_key = "environment"
  status  = var.status
}

resource "azurerm_subscription_cost_management_export" "off" {
  name                         = "off"
  subscription_id              = "/subscriptions/0"
  active                       = false # expect: FG-GOV-013
  recurrence_type              = "Daily"
  recurrence_period_start_date = "2026-01-01T00:00:00Z"
  recurrence_period_end_date   = "2030-01-01T00:00:00Z"

  export_data_options {
    type       = "AmortizedCost"
    time_frame = "MonthToDate"
  }
  export_data_storage_location {
    container_id     = "/subscriptions/0/resourceGroups/costs/providers/Microsoft.Storage/storageAccounts/costs/blobServices/default/containers/exports"
    root_folder_path = "/exports"
  }
}
