variable "redundancy" { # unresolved: FG-BAK-011
  type = string
}

resource "azurerm_mssql_database" "default" { # expect: FG-BAK-011
  name = "shop-dev"
  tags = { environment = "dev" }
}

resource "azurerm_mssql_database" "local" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  tags                 = { environment = "dev" }
}

resource "azurerm_recovery_services_vault" "default" { # expect: FG-BAK-011
  name                = "shop-dev"
  location            = "westeurope"
  resource_group_name = "shop"
  sku                 = "Standard"
  tags                = { environment = "dev" }
}

resource "azurerm_postgresql_flexible_server" "geo" {
  name                         = "shop-dev"
  geo_redundant_backup_enabled = true # expect: FG-BAK-011
  tags                         = { environment = "test" }
}

resource "azurerm_mssql_managed_instance" "local" {
  name                 = "shop-dev"
  storage_account_type = "LRS"
  tags                 = { environment = "test" }
}

resource "azurerm_data_protection_backup_vault" "production" {
  name       = "shop"
  redundancy = "GeoRedundant"
  tags       = { environment = "prod" }
}

resource "azurerm_data_protection_backup_vault" "chosen" {
  name       = "shop-test"
  redundancy = var.redundancy
  tags       = { environment = "test" }
}
