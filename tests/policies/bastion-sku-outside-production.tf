variable "sku" { # unresolved: FG-SIZE-050
  type = string
}

resource "azurerm_bastion_host" "premium" {
  name = "door"
  sku  = "Premium" # expect: FG-SIZE-050
  tags = { environment = "dev" }
}

resource "azurerm_bastion_host" "developer" {
  name = "door"
  sku  = "Developer"
  tags = { environment = "dev" }
}

resource "azurerm_bastion_host" "basic_by_default" {
  name = "door"
  tags = { environment = "dev" }
}

resource "azurerm_bastion_host" "production" {
  name = "door"
  sku  = "Standard"
  tags = { environment = "prod" }
}

resource "azurerm_bastion_host" "chosen" {
  name = "door"
  sku  = var.sku
  tags = { environment = "dev" }
}
