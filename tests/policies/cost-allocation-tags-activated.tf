resource "aws_organizations_organization" "shop" { # expect: FG-GOV-014
  enabled_policy_types = ["TAG_POLICY"]
}

resource "aws_computeoptimizer_enrollment_status" "shop" {
  status = "Active"
}
