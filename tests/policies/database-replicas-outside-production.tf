variable "mode" { # unresolved: FG-HA-027
  type = string
}

resource "azurerm_postgresql_flexible_server" "replica" {
  name             = "shop-dev-replica"
  create_mode      = "Replica" # expect: FG-HA-027
  source_server_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.DBforPostgreSQL/flexibleServers/shop-dev"
  tags             = { environment = "dev" }
}

resource "azurerm_mssql_database" "secondary" {
  name                 = "shop-test"
  storage_account_type = "Local"
  create_mode          = "OnlineSecondary" # expect: FG-HA-027
  tags                 = { environment = "test" }
}

resource "azurerm_postgresql_flexible_server" "restored" {
  name        = "shop-dev"
  create_mode = "PointInTimeRestore"
  tags        = { environment = "dev" }
}

resource "azurerm_mysql_flexible_server" "production" {
  name        = "shop-replica"
  create_mode = "Replica"
  tags        = { environment = "prod" }
}

resource "azurerm_mysql_flexible_server" "chosen" {
  name        = "shop-test"
  create_mode = var.mode
  tags        = { environment = "test" }
}
