provider "aws" {
  region = "eu-west-1"
}

variable "size" { # unresolved: FG-ARC-007
  type = string
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.medium" # expect: FG-ARC-007
}

resource "aws_instance" "moved" {
  ami           = "ami-2"
  instance_type = "t4g.medium"
}

resource "aws_instance" "accelerated" {
  ami           = "ami-1"
  instance_type = "g6.xlarge"
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = var.size
}

resource "aws_launch_template" "workers" {
  image_id      = "ami-1"
  instance_type = "c7i.xlarge" # expect: FG-ARC-007
}
