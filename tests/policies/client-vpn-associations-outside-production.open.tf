variable "environment" {
  type    = string
  default = "dev"
}

variable "subnets" {
  type = number
}

resource "aws_ec2_client_vpn_network_association" "any" { # unresolved: FG-NET-017
  count                  = var.subnets
  client_vpn_endpoint_id = "cvpn-endpoint-0123456789abcdef0"
  subnet_id              = "subnet-0123456789abcdef0"
}
