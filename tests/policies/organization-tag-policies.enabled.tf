resource "aws_organizations_organization" "both" {
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "TAG_POLICY"]
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}

resource "aws_computeoptimizer_enrollment_status" "shop" {
  status = "Active"
}
