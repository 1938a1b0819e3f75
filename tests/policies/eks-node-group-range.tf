variable "minimum" {
  type = number
}

resource "aws_eks_node_group" "fixed" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 3 # expect: FG-ELA-029
  }
}

resource "aws_eks_node_group" "scales" {
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
  scaling_config {
    desired_size = 3
    min_size     = var.minimum
    max_size     = 3 # unresolved: FG-ELA-029
  }
}
