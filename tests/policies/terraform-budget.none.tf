locals {
  size = "t3.micro"
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "costs_nothing" {
  name               = "shop"
  assume_role_policy = "{}"
}

resource "aws_instance" "web" { # expect: FG-BUD-001
  count         = 2
  ami           = "ami-1"
  instance_type = local.size
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
