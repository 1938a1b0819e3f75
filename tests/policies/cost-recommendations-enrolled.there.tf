resource "aws_organizations_organization" "shop" {
  enabled_policy_types = ["TAG_POLICY"]
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}

resource "aws_costoptimizationhub_enrollment_status" "shop" {
  include_member_accounts = true
}
