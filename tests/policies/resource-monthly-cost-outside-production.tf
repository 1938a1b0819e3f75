provider "aws" {
  region = "us-east-1"
}

variable "nodes" {
  type = number
}

resource "aws_instance" "small" {
  ami           = "ami-1"
  instance_type = "m5.2xlarge"
  tags          = { environment = "dev" }
}

resource "aws_instance" "large" { # expect: FG-COST-001
  ami           = "ami-1"
  instance_type = "m5.4xlarge"
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  ami           = "ami-1"
  instance_type = "m5.24xlarge"
  tags          = { environment = "prod" }
}

resource "aws_instance" "nowhere" { # unresolved: FG-COST-001
  ami           = "ami-1"
  instance_type = "m5.24xlarge"
}

resource "aws_eks_node_group" "scaled" { # expect: FG-COST-001
  cluster_name   = "shop"
  node_role_arn  = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids     = ["subnet-1"]
  instance_types = ["m7g.large"]
  scaling_config {
    desired_size = 1
    max_size     = 20
    min_size     = 1
  }
  tags = { environment = "test" }
}

resource "aws_db_instance" "with_standby" { # expect: FG-COST-001
  engine         = "mysql"
  instance_class = "db.r6g.xlarge"
  multi_az       = true
  tags           = { environment = "test" }
}

resource "aws_db_instance" "alone" {
  engine         = "mysql"
  instance_class = "db.r6g.xlarge"
  tags           = { environment = "test" }
}

resource "azurerm_linux_virtual_machine" "large" { # expect: FG-COST-001
  name                = "worker"
  resource_group_name = "shop"
  location            = "westeurope"
  size                = "Standard_D16s_v5"
  tags                = { environment = "dev" }
}

resource "google_compute_instance" "without_price" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = "m4n-megamem-56"
  labels       = { environment = "dev" }
}
