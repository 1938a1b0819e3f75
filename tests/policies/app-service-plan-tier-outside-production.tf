variable "size" { # unresolved: FG-HA-030
  type = string
}

resource "azurerm_service_plan" "premium" {
  name     = "shop-dev"
  os_type  = "Linux"
  sku_name = "P1v3" # expect: FG-HA-030
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "basic" {
  name     = "shop-dev"
  os_type  = "Linux"
  sku_name = "B1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "smallest_premium" {
  name     = "shop-dev"
  os_type  = "Linux"
  sku_name = "P0v3"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "functions" {
  name     = "shop-dev"
  os_type  = "Linux"
  sku_name = "Y1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "production" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = "P2mv3"
  tags     = { environment = "prod" }
}

resource "azurerm_service_plan" "chosen" {
  name     = "shop-test"
  os_type  = "Linux"
  sku_name = var.size
  tags     = { environment = "test" }
}
