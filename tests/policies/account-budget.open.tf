module "budget" {
  source  = "registry.example.org/shop/budget/aws"
  version = "1.2.0"
}

resource "aws_organizations_account" "shop" { # unresolved: FG-BUD-013
  name  = "shop"
  email = "shop@example.org"
}
