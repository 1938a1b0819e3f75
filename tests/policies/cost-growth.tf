# finops-guard: {base-cost: 100}
provider "aws" {
  region = "us-east-1"
}

# From 100.00 to 210.24 a month: 110.24 more, 110.2 %.
resource "aws_instance" "a" {
  instance_type = "m5.large"
}

resource "aws_instance" "b" { # expect: FG-BUD-024
  instance_type = "m5.xlarge"
}
