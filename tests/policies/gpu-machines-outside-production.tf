variable "size" { # unresolved: FG-SIZE-019
  type = string
}

resource "aws_instance" "training" {
  ami           = "ami-1"
  instance_type = "g5.xlarge" # expect: FG-SIZE-019
  tags          = { environment = "dev" }
}

resource "aws_instance" "plain" {
  ami           = "ami-1"
  instance_type = "m7g.large"
  tags          = { environment = "dev" }
}

resource "aws_instance" "nowhere" {
  ami           = "ami-1"
  instance_type = "g5.xlarge" # unresolved: FG-SIZE-019
}

resource "aws_instance" "production" {
  ami           = "ami-1"
  instance_type = "p4d.24xlarge"
  tags          = { environment = "prod" }
}

resource "azurerm_kubernetes_cluster_node_pool" "training" {
  name                  = "gpu"
  kubernetes_cluster_id = "shop"
  vm_size               = "Standard_NC4as_T4_v3" # expect: FG-SIZE-019
  priority              = "Spot"
  tags                  = { environment = "test" }
}

resource "google_compute_instance" "training" {
  name         = "training"
  zone         = "europe-west4-a"
  machine_type = "g2-standard-4" # expect: FG-SIZE-019
  labels       = { environment = "sandbox" }
}

resource "google_compute_instance" "chosen" {
  name         = "training"
  zone         = "europe-west4-a"
  machine_type = var.size
  labels       = { environment = "dev" }
}
