variable "environment" {
  default = "prod"
}

resource "azurerm_cosmosdb_sql_container" "large" {
  name               = "orders"
  database_name      = "shop"
  partition_key_path = "/customer"
  throughput         = 10000
}
