variable "sku" {
  type = string
}

resource "azurerm_service_plan" "empty" { # expect: FG-IDLE-017
  name                = "empty"
  location            = "westeurope"
  resource_group_name = "shop"
  os_type             = "Linux"
  sku_name            = "B1"
}

resource "azurerm_service_plan" "may_be" { # unresolved: FG-IDLE-017
  name                = "may-be"
  location            = "westeurope"
  resource_group_name = "shop"
  os_type             = "Linux"
  sku_name            = var.sku
}

resource "azurerm_service_plan" "consumption" {
  name                = "consumption"
  location            = "westeurope"
  resource_group_name = "shop"
  os_type             = "Linux"
  sku_name            = "Y1"
}

resource "azurerm_service_plan" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "shop"
  os_type             = "Linux"
  sku_name            = "B1"
}

resource "azurerm_linux_web_app" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "shop"
  service_plan_id     = azurerm_service_plan.web.id
  site_config {}
}
