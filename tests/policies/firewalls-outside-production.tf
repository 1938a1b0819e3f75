resource "azurerm_firewall" "tests" {
  name                = "tests" # expect: FG-NET-010
  location            = "westeurope"
  resource_group_name = "shop"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  tags                = { environment = "test" }
}

resource "azurerm_firewall" "production" {
  name                = "production"
  location            = "westeurope"
  resource_group_name = "shop"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  tags                = { environment = "prod" }
}

resource "aws_networkfirewall_firewall" "nowhere" {
  name                = "nowhere" # unresolved: FG-NET-010
  firewall_policy_arn = "arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/shop"
  vpc_id              = "vpc-0123456789abcdef0"
  subnet_mapping {
    subnet_id = "subnet-0123456789abcdef0"
  }
}
