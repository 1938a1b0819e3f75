variable "size" { # unresolved: FG-SIZE-029
  type = number
}

resource "aws_ebs_volume" "large" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 2000 # expect: FG-SIZE-029
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "small" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "production" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 2000
  tags              = { environment = "prod" }
}

resource "aws_db_instance" "large" {
  engine            = "postgres"
  instance_class    = "db.t4g.medium"
  storage_type      = "gp3"
  allocated_storage = 1000 # expect: FG-SIZE-029
  tags              = { environment = "test" }
}

resource "azurerm_managed_disk" "a_step_of_azure" {
  name                 = "data"
  create_option        = "Empty"
  storage_account_type = "StandardSSD_LRS"
  disk_size_gb         = 512
  tags                 = { environment = "dev" }
}

resource "google_compute_disk" "large" {
  name   = "data"
  type   = "pd-balanced"
  size   = 3000 # expect: FG-SIZE-029
  labels = { environment = "sandbox" }
}

resource "aws_ebs_volume" "chosen" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = var.size
  tags              = { environment = "dev" }
}
