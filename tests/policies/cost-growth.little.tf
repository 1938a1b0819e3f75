# finops-guard: {base-cost: 20.09}
provider "aws" {
  region = "us-east-1"
}

# 49.99 more a month are two and a half times as much, and not worth a word.
resource "aws_instance" "a" {
  instance_type = "m5.large"
}
