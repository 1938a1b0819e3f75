variable "weeks" { # unresolved: FG-BAK-012
  type = string
}

resource "azurerm_mssql_database" "ten_years" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  long_term_retention_policy {
    weekly_retention = "P0W"
    yearly_retention = "P10Y" # expect: FG-BAK-012
    week_of_year     = 1
  }
  tags = { environment = "dev" }
}

resource "azurerm_mssql_database" "none" {
  name                 = "shop-dev"
  storage_account_type = "Local"
  tags                 = { environment = "dev" }
}

resource "azurerm_mssql_database" "production" {
  name = "shop"
  long_term_retention_policy {
    weekly_retention = "P4W"
  }
  tags = { environment = "prod" }
}

resource "azurerm_mssql_database" "chosen" {
  name                 = "shop-test"
  storage_account_type = "Local"
  long_term_retention_policy {
    weekly_retention = var.weeks
  }
  tags = { environment = "test" }
}
