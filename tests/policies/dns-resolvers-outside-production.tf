resource "aws_route53_resolver_endpoint" "tests" {
  direction          = "OUTBOUND" # expect: FG-NET-016
  security_group_ids = ["sg-0123456789abcdef0"]
  tags               = { environment = "test" }

  ip_address {
    subnet_id = "subnet-0123456789abcdef0"
  }
  ip_address {
    subnet_id = "subnet-0123456789abcdef1"
  }
}

resource "aws_route53_resolver_endpoint" "production" {
  direction          = "OUTBOUND"
  security_group_ids = ["sg-0123456789abcdef0"]
  tags               = { environment = "prod" }

  ip_address {
    subnet_id = "subnet-0123456789abcdef0"
  }
  ip_address {
    subnet_id = "subnet-0123456789abcdef1"
  }
}

resource "azurerm_private_dns_resolver_inbound_endpoint" "nowhere" {
  name                    = "nowhere"
  location                = "westeurope" # unresolved: FG-NET-016
  private_dns_resolver_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/dnsResolvers/shop"

  ip_configurations {
    subnet_id = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/shop/subnets/dns"
  }
}
