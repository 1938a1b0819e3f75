variable "size" { # unresolved: FG-SIZE-018
  type = string
}

resource "aws_emr_cluster" "reports" {
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  core_instance_group {
    instance_type = "r5.8xlarge" # expect: FG-SIZE-018
  }
  auto_termination_policy {
    idle_timeout = 3600
  }
  tags = { environment = "dev" }
}

resource "google_dataproc_cluster" "reports" {
  name = "reports"
  cluster_config {
    lifecycle_config {
      idle_delete_ttl = "3600s"
    }
    master_config {
      machine_type = "n2-standard-4"
    }
    worker_config {
      machine_type = "n2-highmem-32" # expect: FG-SIZE-018
    }
  }
  labels = { environment = "test" }
}

resource "azurerm_kusto_cluster" "production" {
  name = "telemetry"
  sku {
    name     = "Standard_E64i_v3"
    capacity = 4
  }
  tags = { environment = "prod" }
}

resource "aws_emr_instance_group" "task" {
  cluster_id    = "j-1"
  instance_type = var.size
}

resource "azurerm_batch_pool" "small" {
  name    = "render"
  vm_size = "Standard_D4s_v5"
}
