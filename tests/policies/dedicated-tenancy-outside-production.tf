variable "tenancy" { # unresolved: FG-HA-017
  type = string
}

resource "aws_vpc" "all_dedicated" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicated" # expect: FG-HA-017
  tags             = { environment = "dev" }
}

resource "aws_vpc" "shared" {
  cidr_block = "10.0.0.0/16"
  tags       = { environment = "dev" }
}

resource "aws_spot_instance_request" "dedicated" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tenancy       = "dedicated" # expect: FG-HA-017
  tags          = { environment = "test" }
}

resource "aws_vpc" "production" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicated"
  tags             = { environment = "prod" }
}

resource "aws_vpc" "chosen" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = var.tenancy
  tags             = { environment = "test" }
}
