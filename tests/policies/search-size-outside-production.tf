variable "sku" { # unresolved: FG-SIZE-054
  type = string
}

resource "azurerm_search_service" "large" {
  name          = "articles"
  sku           = "standard2" # expect: FG-SIZE-054
  replica_count = 3 # expect: FG-SIZE-054
  tags          = { environment = "dev" }
}

resource "azurerm_search_service" "basic" {
  name = "articles"
  sku  = "basic"
  tags = { environment = "dev" }
}

resource "azurerm_search_service" "production" {
  name          = "articles"
  sku           = "standard"
  replica_count = 3
  tags          = { environment = "prod" }
}

resource "azurerm_search_service" "chosen" {
  name = "articles"
  sku  = var.sku
  tags = { environment = "dev" }
}
