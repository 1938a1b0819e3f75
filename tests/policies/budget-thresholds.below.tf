provider "aws" {
  region = "us-east-1"
}

# 70.08 of 100.00 a month: 70 %.
# finops-guard:budget 100 USD/month
resource "aws_instance" "web" {
  instance_type = "m5.large"
}
