variable "interface" {
  type = string
}

variable "instance" {
  type    = string
  default = null
}

resource "aws_eip" "idle" { # expect: FG-IDLE-001
  domain = "vpc"
}

# Nothing but another attribute of its own names it.
resource "aws_eip" "none" { # expect: FG-IDLE-001
  instance = var.instance
  tags     = { Name = "address of ${terraform.workspace}" }
}

resource "aws_eip" "interface" {
  network_interface = "eni-0123456789abcdef0"
}

resource "aws_eip" "may_be" { # unresolved: FG-IDLE-001
  network_interface = var.interface
}

resource "aws_eip" "nat" {
  count = 2
}

resource "aws_nat_gateway" "nat" {
  count         = 2
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = "subnet-0123456789abcdef0"
}

resource "aws_eip" "pool" {
  for_each = toset(["a", "b"])
}

output "addresses" {
  value = values(aws_eip.pool)[*].public_ip
}

resource "aws_eip" "own_pool" {
  public_ipv4_pool = "ipv4pool-ec2-0123456789abcdef0"
}

locals {
  reserved = { web = aws_eip.reserved.id }
}

resource "aws_eip" "reserved" {}
