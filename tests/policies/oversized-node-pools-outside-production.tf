variable "size" { # unresolved: FG-SIZE-015
  type = string
}

resource "aws_eks_node_group" "mixed" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-1"]
  capacity_type = "SPOT"
  instance_types = [
    "m5.large",
    "m5.12xlarge", # expect: FG-SIZE-015
  ]
  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
  tags = { environment = "test" }
}

resource "azurerm_kubernetes_cluster" "shop" {
  name       = "shop"
  dns_prefix = "shop"
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 1
  }
  tags = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "large" {
  name                  = "large"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_E32s_v5" # expect: FG-SIZE-015
  priority              = "Spot"
  tags                  = { environment = "dev" }
}

resource "azurerm_kubernetes_cluster_node_pool" "production" {
  name                  = "large"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_D64s_v5"
  priority              = "Spot"
  tags                  = { environment = "prod" }
}

resource "google_container_node_pool" "nowhere" {
  name       = "large"
  cluster    = "shop"
  node_count = 1
  node_config {
    machine_type = "n2-standard-64" # unresolved: FG-SIZE-015
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "chosen" {
  name                  = "chosen"
  kubernetes_cluster_id = "shop"
  vm_size               = var.size
  priority              = "Spot"
  tags                  = { environment = "dev" }
}
