resource "aws_organizations_organization" "shop" { # expect: FG-GOV-024
  enabled_policy_types = ["TAG_POLICY"]
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}
