resource "aws_instance" "small" {
  ami           = "ami-1"
  instance_type = "m5.4xlarge"
  tags          = { environment = "dev" }
}

resource "aws_instance" "large" {
  ami           = "ami-1"
  instance_type = "m5.24xlarge" # expect: FG-SIZE-001
  tags          = { environment = "dev" }
}

resource "aws_instance" "much_memory" {
  ami           = "ami-1"
  instance_type = "r6i.4xlarge" # expect: FG-SIZE-001
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  ami           = "ami-1"
  instance_type = "m5.24xlarge"
  tags          = { environment = "production" }
}

resource "aws_instance" "nowhere" {
  ami           = "ami-1"
  instance_type = "m5.24xlarge" # unresolved: FG-SIZE-001
}

resource "aws_instance" "small_anywhere" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

variable "size" { # unresolved: FG-SIZE-001
  type = string
}

resource "aws_instance" "unknown_size" {
  ami           = "ami-1"
  instance_type = var.size
  tags          = { environment = "dev" }
}

resource "aws_instance" "unknown_size_in_production" {
  ami           = "ami-1"
  instance_type = var.size
  tags          = { environment = "prod" }
}

resource "azurerm_linux_virtual_machine" "large" {
  name                = "worker"
  resource_group_name = "shop"
  location            = "westeurope"
  size                = "Standard_D32s_v5" # expect: FG-SIZE-001
  tags                = { environment = "staging" }
}

resource "google_compute_instance" "large" {
  name         = "worker"
  zone         = "europe-west1-b"
  machine_type = "n2-standard-32" # expect: FG-SIZE-001
  labels       = { environment = "dev" }
}

resource "aws_launch_template" "no_type" {
  image_id = "ami-1"
  tags     = { environment = "dev" }
}
