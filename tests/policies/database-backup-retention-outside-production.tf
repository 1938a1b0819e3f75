variable "days" { # unresolved: FG-BAK-010
  type = number
}

resource "azurerm_postgresql_flexible_server" "a_month" {
  name                  = "shop-dev"
  backup_retention_days = 35 # expect: FG-BAK-010
  tags                  = { environment = "dev" }
}

resource "azurerm_mssql_database" "a_month" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  short_term_retention_policy {
    retention_days = 30 # expect: FG-BAK-010
  }
  tags = { environment = "dev" }
}

resource "azurerm_mysql_flexible_server" "default" {
  name = "shop-dev"
  tags = { environment = "dev" }
}

resource "azurerm_postgresql_flexible_server" "production" {
  name                  = "shop"
  backup_retention_days = 35
  tags                  = { environment = "prod" }
}

resource "azurerm_mysql_flexible_server" "chosen" {
  name                  = "shop-test"
  backup_retention_days = var.days
  tags                  = { environment = "test" }
}
