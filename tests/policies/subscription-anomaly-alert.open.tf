module "alerts" {
  source  = "registry.example.org/shop/alerts/azurerm"
  version = "1.2.0"
}

resource "azurerm_subscription" "shop" { # unresolved: FG-ANO-003
  subscription_name = "shop"
}
