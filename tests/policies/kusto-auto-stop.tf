variable "stops" { # unresolved: FG-ELA-011
  type = bool
}

resource "azurerm_kusto_cluster" "always" {
  name              = "telemetry"
  auto_stop_enabled = false # expect: FG-ELA-011
  sku {
    name     = "Dev(No SLA)_Standard_D11_v2"
    capacity = 1
  }
  tags = { environment = "dev" }
}

resource "azurerm_kusto_cluster" "default" {
  name = "telemetry"
  sku {
    name     = "Dev(No SLA)_Standard_D11_v2"
    capacity = 1
  }
  tags = { environment = "dev" }
}

resource "azurerm_kusto_cluster" "production" {
  name              = "telemetry"
  auto_stop_enabled = false
  sku {
    name     = "Standard_D13_v2"
    capacity = 2
  }
  tags = { environment = "prod" }
}

resource "azurerm_kusto_cluster" "chosen" {
  name              = "telemetry"
  auto_stop_enabled = var.stops
  sku {
    name     = "Dev(No SLA)_Standard_D11_v2"
    capacity = 1
  }
  tags = { environment = "dev" }
}
