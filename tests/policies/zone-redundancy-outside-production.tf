variable "redundant" { # unresolved: FG-HA-025
  type = bool
}

resource "azurerm_mssql_database" "spread" {
  name                 = "shop-dev"
  sku_name             = "GP_Gen5_2"
  storage_account_type = "Local"
  zone_redundant       = true # expect: FG-HA-025
  tags                 = { environment = "dev" }
}

resource "azurerm_cosmosdb_account" "spread" {
  name       = "shop-test"
  offer_type = "Standard"
  geo_location {
    location          = "westeurope"
    failover_priority = 0
    zone_redundant    = true # expect: FG-HA-025
  }
  tags = { environment = "test" }
}

resource "azurerm_service_plan" "one_zone" {
  name     = "shop-dev"
  os_type  = "Linux"
  sku_name = "B1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "production" {
  name                   = "shop"
  os_type                = "Linux"
  sku_name               = "P1v3"
  zone_balancing_enabled = true
  tags                   = { environment = "prod" }
}

resource "azurerm_mssql_database" "chosen" {
  name                 = "shop-test"
  storage_account_type = "Local"
  zone_redundant       = var.redundant
  tags                 = { environment = "test" }
}
