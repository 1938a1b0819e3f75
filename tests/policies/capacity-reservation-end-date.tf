variable "until" { # unresolved: FG-RATE-008
  type = string
}

resource "aws_ec2_capacity_reservation" "endless" { # expect: FG-RATE-008
  availability_zone = "eu-central-1a"
  instance_count    = 2
  instance_platform = "Linux/UNIX"
  instance_type     = "m7g.large"
}

resource "aws_ec2_capacity_reservation" "for_the_launch" {
  availability_zone = "eu-central-1a"
  instance_count    = 2
  instance_platform = "Linux/UNIX"
  instance_type     = "m7g.large"
  end_date_type     = "limited"
  end_date          = "2027-01-31T00:00:00Z"
}

resource "aws_ec2_capacity_reservation" "chosen" {
  availability_zone = "eu-central-1a"
  instance_count    = 2
  instance_platform = "Linux/UNIX"
  instance_type     = "m7g.large"
  end_date_type     = "limited"
  end_date          = var.until
}
