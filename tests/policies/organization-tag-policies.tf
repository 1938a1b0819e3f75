resource "aws_organizations_organization" "none" {
  enabled_policy_types = ["SERVICE_CONTROL_POLICY"] # expect: FG-GOV-015
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}

resource "aws_computeoptimizer_enrollment_status" "shop" {
  status = "Active"
}
