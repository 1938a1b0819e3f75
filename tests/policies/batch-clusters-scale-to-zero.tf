variable "minimum" { # unresolved: FG-ELA-012
  type = number
}

resource "aws_batch_compute_environment" "waits" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = "SPOT"
    min_vcpus = 16 # expect: FG-ELA-012
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
}

resource "aws_batch_compute_environment" "to_zero" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = "SPOT"
    min_vcpus = 0
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
}

resource "azurerm_machine_learning_compute_cluster" "waits" {
  name        = "training"
  vm_priority = "LowPriority"
  vm_size     = "Standard_D4s_v3"
  scale_settings {
    min_node_count = 2 # expect: FG-ELA-012
    max_node_count = 4
  }
}

resource "azurerm_machine_learning_compute_cluster" "chosen" {
  name        = "training"
  vm_priority = "LowPriority"
  vm_size     = "Standard_D4s_v3"
  scale_settings {
    min_node_count = var.minimum
    max_node_count = 4
  }
}
