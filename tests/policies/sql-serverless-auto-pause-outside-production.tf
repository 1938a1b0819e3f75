variable "delay" { # unresolved: FG-SIZE-038
  type = number
}

resource "azurerm_mssql_database" "always" {
  name                        = "orders"
  server_id                   = "server-1"
  sku_name                    = "GP_S_Gen5_2"
  auto_pause_delay_in_minutes = -1 # expect: FG-SIZE-038
  tags                        = { environment = "dev" }
}

resource "azurerm_mssql_database" "default" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "GP_S_Gen5_2"
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "provisioned" {
  name                        = "orders"
  server_id                   = "server-1"
  sku_name                    = "GP_Gen5_2"
  auto_pause_delay_in_minutes = -1
  tags                        = { environment = "dev" }
}

resource "azurerm_mssql_database" "kept_for_years" {
  name                        = "orders"
  server_id                   = "server-1"
  sku_name                    = "GP_S_Gen5_2"
  auto_pause_delay_in_minutes = -1
  long_term_retention_policy {
    weekly_retention = "P4W"
  }
  tags = { environment = "dev" }
}

resource "azurerm_mssql_database" "production" {
  name                        = "orders"
  server_id                   = "server-1"
  sku_name                    = "GP_S_Gen5_2"
  auto_pause_delay_in_minutes = -1
  tags                        = { environment = "prod" }
}

resource "azurerm_mssql_database" "chosen" {
  name                        = "orders"
  server_id                   = "server-1"
  sku_name                    = "GP_S_Gen5_2"
  auto_pause_delay_in_minutes = var.delay
  tags                        = { environment = "dev" }
}
