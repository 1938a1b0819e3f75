variable "tags" {
  type = map(string)
}

locals {
  tags = { owner = "shop", environment = "prod", cost-center = "1040", application = "storefront" }
}

resource "aws_iam_role" "untagged" { # expect: FG-TAG-003
  name               = "storefront"
  assume_role_policy = "{}"
}

resource "aws_subnet" "tagged" {
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/24"
  tags       = local.tags
}

resource "aws_security_group" "given" { # unresolved: FG-TAG-003
  name = "storefront"
  tags = var.tags
}

resource "azurerm_virtual_network" "partly" { # expect: FG-TAG-003
  name                = "storefront"
  resource_group_name = "shop"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
  tags                = { owner = "shop", environment = "prod", application = "storefront" }
}

# This one costs money, and another policy asks.
resource "aws_nat_gateway" "this" {
  subnet_id     = aws_subnet.tagged.id
  allocation_id = "eipalloc-1"
}
