# finops-guard: {base-cost: 0}
provider "aws" {
  region = "us-east-1"
}

# A new stack of 280.32 a month: less than 500, and no percentage.
resource "aws_instance" "a" {
  instance_type = "m5.2xlarge"
}
