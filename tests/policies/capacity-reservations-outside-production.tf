variable "machines" { # unresolved: FG-RATE-009
  type = number
}

resource "aws_ec2_capacity_reservation" "tests" {
  availability_zone = "eu-central-1a"
  instance_count    = 2 # expect: FG-RATE-009
  instance_platform = "Linux/UNIX"
  instance_type     = "m7g.large"
  end_date          = "2027-01-31T00:00:00Z"
  tags              = { environment = "test" }
}

resource "aws_ec2_capacity_reservation" "production" {
  availability_zone = "eu-central-1a"
  instance_count    = 2
  instance_platform = "Linux/UNIX"
  instance_type     = "m7g.large"
  end_date          = "2027-01-31T00:00:00Z"
  tags              = { environment = "prod" }
}

resource "azurerm_capacity_reservation" "tests" {
  name                          = "work"
  capacity_reservation_group_id = "group"
  sku {
    name     = "Standard_D2s_v5"
    capacity = 4 # expect: FG-RATE-009
  }
  tags = { environment = "dev" }
}

resource "azurerm_capacity_reservation" "released" {
  name                          = "work"
  capacity_reservation_group_id = "group"
  sku {
    name     = "Standard_D2s_v5"
    capacity = 0
  }
  tags = { environment = "dev" }
}

resource "azurerm_capacity_reservation" "chosen" {
  name                          = "work"
  capacity_reservation_group_id = "group"
  sku {
    name     = "Standard_D2s_v5"
    capacity = var.machines
  }
  tags = { environment = "dev" }
}
