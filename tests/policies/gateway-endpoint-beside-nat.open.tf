module "endpoints" {
  source  = "registry.example.org/shop/endpoints/aws"
  version = "1.2.0"
}

resource "aws_vpc" "shop" { # unresolved: FG-NET-002
  cidr_block = "10.0.0.0/16"
}

resource "aws_nat_gateway" "shop" {
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = "subnet-0123456789abcdef0"
}
