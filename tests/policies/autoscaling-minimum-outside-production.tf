variable "minimum" { # unresolved: FG-ELA-002
  type = number
}

resource "aws_autoscaling_group" "three" {
  min_size = 3 # expect: FG-ELA-002
  max_size = 6
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "one" {
  min_size = 0
  max_size = 6
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "azurerm_kubernetes_cluster" "three" {
  name       = "shop"
  dns_prefix = "shop"
  default_node_pool {
    name                 = "system"
    vm_size              = "Standard_D2s_v5"
    auto_scaling_enabled = true
    min_count            = 3 # expect: FG-ELA-002
    max_count            = 5
  }
  tags = { environment = "test" }
}

resource "aws_autoscaling_group" "production" {
  min_size = 3
  max_size = 6
  tag {
    key                 = "environment"
    value               = "prod"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "chosen" {
  min_size = var.minimum
  max_size = 6
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}
