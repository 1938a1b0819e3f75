variable "plan" { # unresolved: FG-SIZE-025
  type = string
}

resource "azurerm_service_plan" "premium" {
  name     = "orders"
  os_type  = "Linux"
  sku_name = "EP1" # expect: FG-SIZE-025
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "consumption" {
  name     = "orders"
  os_type  = "Linux"
  sku_name = "Y1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "production" {
  name     = "orders"
  os_type  = "Linux"
  sku_name = "EP2"
  tags     = { environment = "prod" }
}

resource "azurerm_app_service_plan" "premium" {
  name = "orders"
  kind = "elastic"
  sku {
    tier = "ElasticPremium"
    size = "EP1" # expect: FG-SIZE-025
  }
  tags = { environment = "test" }
}

resource "azurerm_service_plan" "chosen" {
  name     = "orders"
  os_type  = "Linux"
  sku_name = var.plan
  tags     = { environment = "dev" }
}
