variable "extra_tags" {
  type = map(string)
}

locals {
  fifteen = { for number in range(15) : "k${number}" => "v" }
  fifty   = { for number in range(50) : "k${number}" => "v" }
}

resource "azurerm_resource_group" "name" {
  name     = "shop"
  location = "westeurope"
  tags = {
    "cost/center" = "CC-1200" # expect: FG-TAG-018
    "Cost Center" = "CC-1200 (old) <none>"
  }
}

resource "azurerm_resource_group" "too_many" { # expect: FG-TAG-018
  name     = "shop"
  location = "westeurope"
  tags     = merge(local.fifty, { owner = "checkout" })
}

resource "azurerm_resource_group" "perhaps" { # unresolved: FG-TAG-018
  name     = "shop"
  location = "westeurope"
  tags     = merge(local.fifty, var.extra_tags)
}

resource "azurerm_dns_zone" "too_many" { # expect: FG-TAG-018
  name                = "example.org"
  resource_group_name = "shop"
  tags                = merge(local.fifteen, { owner = "checkout" })
}

resource "azurerm_storage_account" "plain" {
  name                     = "shop"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = merge(local.fifteen, { owner = "checkout" })
}
