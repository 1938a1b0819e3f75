variable "sku" { # unresolved: FG-SIZE-011
  type = string
}

resource "azurerm_mssql_database" "large" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "GP_Gen5_16" # expect: FG-SIZE-011
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "large_in_dtus" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "S12" # expect: FG-SIZE-011
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "serverless" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "GP_S_Gen5_8"
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "pooled" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "ElasticPool"
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "in_dtus" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "S3"
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_database" "production" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = "BC_Gen5_32"
  tags      = { environment = "prod" }
}

resource "azurerm_mssql_database" "chosen" {
  name      = "orders"
  server_id = "server-1"
  sku_name  = var.sku
  tags      = { environment = "dev" }
}

resource "azurerm_mssql_managed_instance" "large" {
  name               = "orders"
  sku_name           = "GP_Gen5"
  storage_size_in_gb = 32
  vcores             = 16 # expect: FG-SIZE-011
  tags               = { environment = "test" }
}

resource "azurerm_mssql_managed_instance" "small" {
  name               = "orders"
  sku_name           = "GP_Gen5"
  storage_size_in_gb = 32
  vcores             = 4
  tags               = { environment = "test" }
}
