# finops-guard: {base-cost: 0}
provider "aws" {
  region = "us-east-1"
}

# A new stack: 560.64 a month, and no percentage.
resource "aws_instance" "a" { # expect: FG-BUD-024
  instance_type = "m5.4xlarge"
}
