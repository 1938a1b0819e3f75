provider "aws" {
  region = "us-east-1"
}

resource "aws_instance" "a" {
  instance_type = "m5.24xlarge"
}
