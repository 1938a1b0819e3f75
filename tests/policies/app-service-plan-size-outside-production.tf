variable "plan" { # unresolved: FG-SIZE-026
  type = string
}

resource "azurerm_service_plan" "large" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = "P3v3" # expect: FG-SIZE-026
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "basic" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = "B1"
  tags     = { environment = "dev" }
}

resource "azurerm_service_plan" "production" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = "P3v3"
  tags     = { environment = "prod" }
}

resource "azurerm_app_service_plan" "large" {
  name = "shop"
  sku {
    tier = "Standard"
    size = "S3" # expect: FG-SIZE-026
  }
  tags = { environment = "test" }
}

resource "azurerm_service_plan" "chosen" {
  name     = "shop"
  os_type  = "Linux"
  sku_name = var.plan
  tags     = { environment = "dev" }
}
