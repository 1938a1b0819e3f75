provider "aws" {
  region = "eu-central-1"
}

variable "size" { # unresolved: FG-GEN-001
  type = string
}

resource "aws_instance" "old" {
  ami           = "ami-1"
  instance_type = "m4.large" # expect: FG-GEN-001
}

resource "aws_instance" "burstable" {
  ami           = "ami-1"
  instance_type = "t2.micro" # expect: FG-GEN-001
}

resource "aws_instance" "nothing_cheaper_follows" {
  ami           = "ami-1"
  instance_type = "m6i.large"
}

resource "aws_instance" "newest" {
  ami           = "ami-1"
  instance_type = "m7g.large"
}

resource "aws_instance" "accelerated" {
  ami           = "ami-1"
  instance_type = "p3.2xlarge"
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = var.size
}

resource "aws_launch_template" "workers" {
  image_id      = "ami-1"
  instance_type = "c5.xlarge" # expect: FG-GEN-001
}

resource "aws_launch_template" "no_type" {
  image_id = "ami-1"
}

resource "aws_eks_node_group" "mixed" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  instance_types = [
    "r7i.large",
    "r4.large", # expect: FG-GEN-001
  ]
  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}
