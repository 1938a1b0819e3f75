module "optimizer" {
  source  = "registry.example.org/shop/optimizer/aws"
  version = "1.2.0"
}

resource "aws_organizations_organization" "shop" { # unresolved: FG-GOV-024
  enabled_policy_types = ["TAG_POLICY"]
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}
