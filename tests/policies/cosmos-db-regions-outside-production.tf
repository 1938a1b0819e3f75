variable "priority" { # unresolved: FG-HA-028
  type = number
}

resource "azurerm_cosmosdb_account" "two_regions" {
  name       = "shop-dev"
  offer_type = "Standard"
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
  geo_location {
    location          = "northeurope"
    failover_priority = 1 # expect: FG-HA-028
  }
  tags = { environment = "dev" }
}

resource "azurerm_cosmosdb_account" "one_region" {
  name       = "shop-dev"
  offer_type = "Standard"
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
  tags = { environment = "dev" }
}

resource "azurerm_cosmosdb_account" "production" {
  name       = "shop"
  offer_type = "Standard"
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
  geo_location {
    location          = "northeurope"
    failover_priority = 1
  }
  tags = { environment = "prod" }
}

resource "azurerm_cosmosdb_account" "chosen" {
  name       = "shop-test"
  offer_type = "Standard"
  geo_location {
    location          = "westeurope"
    failover_priority = var.priority
  }
  tags = { environment = "test" }
}
