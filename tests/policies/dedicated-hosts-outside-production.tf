variable "tenancy" { # unresolved: FG-RATE-010
  type = string
}

resource "aws_ec2_host" "tests" { # expect: FG-RATE-010
  availability_zone = "eu-central-1a"
  instance_family   = "m5"
  tags              = { environment = "test" }
}

resource "aws_ec2_host" "mac" {
  availability_zone = "eu-central-1a"
  instance_type     = "mac2.metal"
  tags              = { environment = "test" }
}

resource "aws_instance" "dedicated" {
  ami           = "ami-1"
  instance_type = "m7g.large"
  tenancy       = "dedicated" # expect: FG-RATE-010
  tags          = { environment = "dev" }
}

resource "aws_instance" "shared" {
  ami           = "ami-1"
  instance_type = "m7g.large"
  tenancy       = "default"
  tags          = { environment = "dev" }
}

resource "aws_vpc" "all_dedicated" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicated" # expect: FG-RATE-010
  tags             = { environment = "dev" }
}

resource "aws_vpc" "shared" {
  cidr_block = "10.0.0.0/16"
  tags       = { environment = "dev" }
}

resource "aws_spot_instance_request" "dedicated" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tenancy       = "dedicated" # expect: FG-RATE-010
  tags          = { environment = "test" }
}

resource "azurerm_dedicated_host" "tests" {
  name                    = "host"
  location                = "westeurope"
  dedicated_host_group_id = "group"
  platform_fault_domain   = 1
  sku_name                = "DSv3-Type3" # expect: FG-RATE-010
  tags                    = { environment = "dev" }
}

resource "aws_ec2_host" "production" {
  availability_zone = "eu-central-1a"
  instance_family   = "m5"
  tags              = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = "m7g.large"
  tenancy       = var.tenancy
  tags          = { environment = "dev" }
}
