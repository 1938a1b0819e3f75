variable "workers" { # unresolved: FG-ELA-006
  type = number
}

resource "azurerm_service_plan" "three" {
  name         = "shop"
  os_type      = "Linux"
  sku_name     = "B1"
  worker_count = 3 # expect: FG-ELA-006
  tags         = { environment = "dev" }
}

resource "azurerm_service_plan" "one" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = "B1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "production" {
  name         = "shop"
  os_type      = "Linux"
  sku_name     = "P1v3"
  worker_count = 3
  tags         = { environment = "prod" }
}

resource "azurerm_app_service_plan" "two" {
  name = "shop"
  sku {
    tier     = "Basic"
    size     = "B1"
    capacity = 2 # expect: FG-ELA-006
  }
  tags = { environment = "test" }
}

resource "azurerm_service_plan" "chosen" {
  name         = "shop"
  os_type      = "Linux"
  sku_name     = "B1"
  worker_count = var.workers
  tags         = { environment = "dev" }
}
