variable "target" {
  type = map(string)
}

resource "aws_savingsplans_savings_plan" "for_what" { # expect: FG-RATE-011
  commitment               = "10"
  savings_plan_offering_id = "offering-1"
  tags                     = { owner = "platform" }
}

resource "aws_savingsplans_savings_plan" "known" {
  commitment               = "10"
  savings_plan_offering_id = "offering-1"
  tags                     = { owner = "platform", commitment-target = "web shop, 95%" }
}

resource "aws_rds_reserved_instance" "for_what" { # expect: FG-RATE-011
  offering_id    = "offering-1"
  instance_count = 2
}

resource "aws_rds_reserved_instance" "chosen" { # unresolved: FG-RATE-011
  offering_id    = "offering-1"
  instance_count = 2
  tags           = var.target
}
