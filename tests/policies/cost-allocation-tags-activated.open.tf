module "billing" {
  source  = "registry.example.org/shop/billing/aws"
  version = "1.2.0"
}

resource "aws_organizations_organization" "shop" { # unresolved: FG-GOV-014
  enabled_policy_types = ["TAG_POLICY"]
}

resource "aws_computeoptimizer_enrollment_status" "shop" {
  status = "Active"
}
