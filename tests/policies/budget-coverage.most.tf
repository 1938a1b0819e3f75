provider "aws" {
  region = "us-east-1"
}

# 280.32 of 350.40 a month are under a budget: 80 %.
# finops-guard:budget 400 USD/month
resource "aws_instance" "covered" {
  instance_type = "m5.2xlarge"
}

resource "aws_instance" "uncovered" {
  instance_type = "m5.large"
}
