variable "size" { # unresolved: FG-GOV-023
  type = string
}

resource "aws_instance" "monster" {
  instance_type = "x1e.xlarge" # expect: FG-GOV-023
  tags          = { environment = "prod" }
}

resource "aws_instance" "general" {
  instance_type = "m7g.large"
  tags          = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  instance_type = var.size
  tags          = { environment = "prod" }
}

resource "azurerm_linux_virtual_machine" "monster" {
  name     = "monster"
  location = "westeurope"
  size     = "Standard_M64s" # expect: FG-GOV-023
  tags     = { environment = "prod" }
}

resource "google_compute_instance" "monster" {
  name         = "monster"
  zone         = "europe-west1-b"
  machine_type = "m1-ultramem-40" # expect: FG-GOV-023
  labels       = { environment = "prod" }
}
