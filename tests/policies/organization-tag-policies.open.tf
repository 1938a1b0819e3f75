variable "types" { # unresolved: FG-GOV-015
  type = list(string)
}

resource "aws_organizations_organization" "chosen" {
  enabled_policy_types = var.types
}

resource "aws_ce_cost_allocation_tag" "owner" {
  tag_key = "owner"
  status  = "Active"
}

resource "aws_computeoptimizer_enrollment_status" "shop" {
  status = "Active"
}
