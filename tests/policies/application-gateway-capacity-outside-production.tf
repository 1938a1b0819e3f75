variable "minimum" { # unresolved: FG-SIZE-052
  type = number
}

resource "azurerm_application_gateway" "fixed" {
  name = "front"
  sku {
    name     = "Standard_v2"
    tier     = "Standard_v2"
    capacity = 3 # expect: FG-SIZE-052
  }
  tags = { environment = "dev" }
}

resource "azurerm_application_gateway" "scaled" {
  name = "front"
  sku {
    name = "WAF_v2"
    tier = "WAF_v2"
  }
  autoscale_configuration {
    min_capacity = 0
    max_capacity = 4
  }
  tags = { environment = "dev" }
}

resource "azurerm_application_gateway" "production" {
  name = "front"
  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 4
  }
  tags = { environment = "prod" }
}

resource "azurerm_application_gateway" "chosen" {
  name = "front"
  sku {
    name = "WAF_v2"
    tier = "WAF_v2"
  }
  autoscale_configuration {
    min_capacity = var.minimum
    max_capacity = 4
  }
  tags = { environment = "dev" }
}
