variable "units" { # unresolved: FG-SIZE-048
  type = string
}

resource "azurerm_synapse_sql_pool" "large" {
  name     = "reports"
  sku_name = "DW1000c" # expect: FG-SIZE-048
  tags     = { environment = "dev" }
}

resource "azurerm_synapse_sql_pool" "small" {
  name     = "reports"
  sku_name = "DW100c"
  tags     = { environment = "dev" }
}

resource "azurerm_synapse_sql_pool" "production" {
  name     = "reports"
  sku_name = "DW1000c"
  tags     = { environment = "prod" }
}

resource "azurerm_synapse_sql_pool" "chosen" {
  name     = "reports"
  sku_name = var.units
  tags     = { environment = "dev" }
}
