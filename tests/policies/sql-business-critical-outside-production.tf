variable "tier" { # unresolved: FG-HA-033
  type = string
}

resource "azurerm_mssql_database" "critical" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  sku_name             = "BC_Gen5_2" # expect: FG-HA-033
  tags                 = { environment = "dev" }
}

resource "azurerm_mssql_database" "premium" {
  name                 = "shop-test"
  storage_account_type = "Local"
  sku_name             = "P1" # expect: FG-HA-033
  tags                 = { environment = "test" }
}

resource "azurerm_mssql_elasticpool" "critical" {
  name = "shop-dev"
  sku {
    name     = "BC_Gen5"
    tier     = "BusinessCritical" # expect: FG-HA-033
    family   = "Gen5"
    capacity = 4
  }
  tags = { environment = "dev" }
}

resource "azurerm_mssql_database" "serverless" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  sku_name             = "GP_S_Gen5_1"
  tags                 = { environment = "dev" }
}

resource "azurerm_mssql_database" "production" {
  name     = "shop"
  sku_name = "BC_Gen5_2"
  tags     = { environment = "prod" }
}

resource "azurerm_mssql_database" "chosen" {
  name                 = "shop-test"
  storage_account_type = "Local"
  sku_name             = var.tier
  tags                 = { environment = "test" }
}
