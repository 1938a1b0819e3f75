variable "type" {
  type = string
}

resource "aws_organizations_policy" "loose" { # expect: FG-GOV-016
  name    = "loose"
  type    = "TAG_POLICY"
  content = "{}"
}

resource "aws_organizations_policy" "may_be" { # unresolved: FG-GOV-016
  name    = "may-be"
  type    = var.type
  content = "{}"
}

resource "aws_organizations_policy" "of_another_type" {
  name    = "guard"
  type    = "SERVICE_CONTROL_POLICY"
  content = "{}"
}

resource "aws_organizations_policy" "tags" {
  name    = "tags"
  type    = "TAG_POLICY"
  content = "{}"
}

resource "aws_organizations_policy_attachment" "tags" {
  policy_id = aws_organizations_policy.tags.id
  target_id = "r-examplerootid"
}
