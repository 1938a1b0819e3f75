provider "aws" {
  region = "eu-west-1"
}

variable "types" { # unresolved: FG-ARC-006
  type = list(string)
}

locals {
  role    = "arn:aws:iam::123456789012:role/nodes"
  subnets = ["subnet-1"]
}

resource "aws_eks_node_group" "general" {
  cluster_name   = "shop"
  node_role_arn  = local.role
  subnet_ids     = local.subnets
  instance_types = ["m7i.large"] # expect: FG-ARC-006
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_eks_node_group" "windows" {
  cluster_name   = "shop"
  node_role_arn  = local.role
  subnet_ids     = local.subnets
  ami_type       = "WINDOWS_CORE_2022_x86_64"
  instance_types = ["m7i.large"]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_eks_node_group" "moved" {
  cluster_name   = "shop"
  node_role_arn  = local.role
  subnet_ids     = local.subnets
  ami_type       = "AL2023_ARM_64_STANDARD"
  instance_types = ["m7g.large"]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_eks_node_group" "chosen" {
  cluster_name   = "shop"
  node_role_arn  = local.role
  subnet_ids     = local.subnets
  instance_types = var.types
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}
