variable "mode" { # unresolved: FG-HA-026
  type = string
}

resource "azurerm_postgresql_flexible_server" "standby" {
  name = "shop-dev"
  high_availability {
    mode = "ZoneRedundant" # expect: FG-HA-026
  }
  tags = { environment = "dev" }
}

resource "azurerm_mysql_flexible_server" "alone" {
  name = "shop-dev"
  tags = { environment = "dev" }
}

resource "azurerm_postgresql_flexible_server" "production" {
  name = "shop"
  high_availability {
    mode = "ZoneRedundant"
  }
  tags = { environment = "prod" }
}

resource "azurerm_mysql_flexible_server" "chosen" {
  name = "shop-test"
  high_availability {
    mode = var.mode
  }
  tags = { environment = "test" }
}
