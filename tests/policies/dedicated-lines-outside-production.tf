resource "aws_dx_connection" "tests" {
  name      = "tests" # expect: FG-NET-011
  bandwidth = "1Gbps"
  location  = "EqDC2"
  tags      = { environment = "test" }
}

resource "aws_dx_connection" "production" {
  name      = "production"
  bandwidth = "1Gbps"
  location  = "EqDC2"
  tags      = { environment = "prod" }
}

resource "azurerm_express_route_circuit" "nowhere" {
  name                = "nowhere" # unresolved: FG-NET-011
  location            = "westeurope"
  resource_group_name = "shop"

  sku {
    tier   = "Standard"
    family = "MeteredData"
  }
}
