variable "tags" { # unresolved: FG-TAG-039
  type = map(string)
}

resource "aws_spot_fleet_request" "workers" {
  iam_fleet_role  = "arn:aws:iam::111122223333:role/fleet"
  target_capacity = 4
  tags            = { owner = "reports" }
  launch_specification { # expect: FG-TAG-039
    ami           = "ami-1"
    instance_type = "m7g.large"
  }
  launch_specification {
    ami           = "ami-1"
    instance_type = "m7g.xlarge"
    tags          = { owner = "reports" }
  }
}

resource "aws_spot_fleet_request" "chosen" {
  iam_fleet_role  = "arn:aws:iam::111122223333:role/fleet"
  target_capacity = 4
  launch_specification {
    ami           = "ami-1"
    instance_type = "m7g.2xlarge"
    tags          = var.tags
  }
}

resource "aws_spot_fleet_request" "template" {
  iam_fleet_role  = "arn:aws:iam::111122223333:role/fleet"
  target_capacity = 4
  launch_template_config {
    launch_template_specification {
      id      = "lt-1"
      version = "1"
    }
  }
}
