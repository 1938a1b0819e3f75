provider "aws" {
  region = "us-east-1"
}

# 70.08 a month each: 730 hours of 0.096.
# finops-guard:budget 70.08 USD/month
resource "aws_instance" "just_within" {
  instance_type = "m5.large"
}

# finops-guard:budget 840 USD/year # expect: FG-BUD-021
resource "aws_instance" "yearly" {
  instance_type = "m5.large"
}

# finops-guard:budget 150 USD/month # expect: FG-BUD-021
resource "aws_instance" "three" {
  count         = 3
  instance_type = "m5.large"
}

variable "number" {
  type = number
}

# finops-guard:budget 150 USD/month # unresolved: FG-BUD-021
resource "aws_instance" "any_number" {
  count         = var.number
  instance_type = "m5.large"
}

variable "size" {
  type = string
}

# finops-guard:budget 150 USD/month # unresolved: FG-BUD-021
resource "aws_instance" "any_size" {
  instance_type = var.size
}

# finops-guard:budget 100 EUR/month # unresolved: FG-BUD-021
resource "aws_instance" "other_currency" {
  instance_type = "m5.large"
}

# finops-guard:budget 100 USD/month # unresolved: FG-BUD-021
resource "aws_autoscaling_group" "scaled" {
  min_size         = 1
  desired_capacity = 1
  max_size         = 3
  launch_template {
    id = aws_launch_template.web.id
  }
}

resource "aws_launch_template" "web" {
  instance_type = "m5.large"
}

# finops-guard:budget 1 USD/month # unresolved: FG-BUD-021
module "elsewhere" {
  source = "./nothing-here"
}
