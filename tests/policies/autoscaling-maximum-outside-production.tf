variable "maximum" { # unresolved: FG-ELA-001
  type = number
}

resource "aws_autoscaling_group" "wide" {
  min_size = 0
  max_size = 50 # expect: FG-ELA-001
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_eks_node_group" "wide" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  capacity_type = "SPOT"
  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 30 # expect: FG-ELA-001
  }
  tags = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "narrow" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  auto_scaling_enabled  = true
  min_count             = 1
  max_count             = 5
  priority              = "Spot"
  tags                  = { environment = "dev" }
}

resource "aws_autoscaling_group" "production" {
  min_size = 3
  max_size = 50
  tag {
    key                 = "environment"
    value               = "prod"
    propagate_at_launch = true
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "chosen" {
  name                  = "work"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D2s_v5"
  auto_scaling_enabled  = true
  min_count             = 1
  max_count             = var.maximum
  priority              = "Spot"
  tags                  = { environment = "dev" }
}
