variable "type" { # unresolved: FG-RATE-005
  type = string
}

resource "aws_batch_compute_environment" "on_demand" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = "EC2" # expect: FG-RATE-005
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
  tags = { environment = "dev" }
}

resource "aws_batch_compute_environment" "spot" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = "FARGATE_SPOT"
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
  tags = { environment = "dev" }
}

resource "aws_batch_compute_environment" "production" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = "EC2"
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
  tags = { environment = "prod" }
}

resource "azurerm_machine_learning_compute_cluster" "dedicated" {
  name        = "training"
  vm_priority = "Dedicated" # expect: FG-RATE-005
  vm_size     = "Standard_D4s_v3"
  scale_settings {
    min_node_count = 0
    max_node_count = 4
  }
  tags = { environment = "test" }
}

resource "aws_batch_compute_environment" "chosen" {
  name = "render"
  type = "MANAGED"
  compute_resources {
    type      = var.type
    max_vcpus = 64
    subnets   = ["subnet-1"]
  }
  tags = { environment = "dev" }
}
