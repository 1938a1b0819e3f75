variable "capacity" { # unresolved: FG-RATE-001
  type = string
}

resource "aws_eks_node_group" "default" { # expect: FG-RATE-001
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 3
  }
  tags = { environment = "dev" }
}

resource "aws_eks_node_group" "spot" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  capacity_type = "SPOT"
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 3
  }
  tags = { environment = "dev" }
}

resource "aws_eks_node_group" "production" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  capacity_type = "ON_DEMAND"
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 9
  }
  tags = { environment = "prod" }
}

resource "aws_eks_node_group" "nowhere" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 3
  }
}

resource "aws_eks_node_group" "chosen" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  capacity_type = var.capacity
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 3
  }
  tags = { environment = "dev" }
}
