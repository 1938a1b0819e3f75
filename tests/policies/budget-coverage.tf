provider "aws" {
  region = "us-east-1"
}

# 70.08 of 210.24 a month are under a budget: a third.
# finops-guard:budget 100 USD/month
resource "aws_instance" "covered" {
  instance_type = "m5.large"
}

resource "aws_instance" "uncovered" { # expect: FG-BUD-023
  instance_type = "m5.xlarge"
}
