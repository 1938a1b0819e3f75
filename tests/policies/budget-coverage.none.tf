provider "aws" {
  region = "us-east-1"
}

# Where nobody has a budget, other policies say so.
resource "aws_instance" "uncovered" {
  instance_type = "m5.xlarge"
}
