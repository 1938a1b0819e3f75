variable "environment" {
  default = "dev"
}

variable "throughput" { # unresolved: FG-SIZE-039
  type = number
}

resource "azurerm_cosmosdb_sql_container" "large" {
  name               = "orders"
  database_name      = "shop"
  partition_key_path = "/customer"
  throughput         = 10000 # expect: FG-SIZE-039
}

resource "azurerm_cosmosdb_sql_container" "least" {
  name               = "orders"
  database_name      = "shop"
  partition_key_path = "/customer"
  throughput         = 400
}

resource "azurerm_cosmosdb_sql_container" "shared" {
  name               = "orders"
  database_name      = "shop"
  partition_key_path = "/customer"
}

resource "azurerm_cosmosdb_mongo_database" "autoscale" {
  name         = "shop"
  account_name = "shop"
  autoscale_settings {
    max_throughput = 4000
  }
}

resource "azurerm_cosmosdb_mongo_database" "autoscale_far" {
  name         = "shop"
  account_name = "shop"
  autoscale_settings {
    max_throughput = 40000 # expect: FG-SIZE-039
  }
}

resource "azurerm_cosmosdb_table" "chosen" {
  name         = "carts"
  account_name = "shop"
  throughput   = var.throughput
}
