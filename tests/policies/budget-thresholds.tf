provider "aws" {
  region = "us-east-1"
}

# 70.08 a month each; 80 % of 87.60 are 70.08.
# finops-guard:budget 87.60 USD/month # expect: FG-BUD-022
resource "aws_instance" "at_the_threshold" {
  instance_type = "m5.large"
}

# finops-guard:budget 87.61 USD/month
resource "aws_instance" "below" {
  instance_type = "m5.large"
}

# finops-guard:budget 70 USD/month
resource "aws_instance" "exceeded_is_told_by_another" {
  instance_type = "m5.large"
}

# finops-guard:budget 80 EUR/month
resource "aws_instance" "not_comparable" {
  instance_type = "m5.large"
}
