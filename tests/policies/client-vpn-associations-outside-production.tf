variable "environment" {
  type    = string
  default = "dev"
}

resource "aws_ec2_client_vpn_endpoint" "people" {
  client_cidr_block      = "10.8.0.0/22"
  server_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
}

resource "aws_ec2_client_vpn_network_association" "first" {
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.people.id
  subnet_id              = "subnet-0123456789abcdef0"
}

resource "aws_ec2_client_vpn_network_association" "second" { # expect: FG-NET-017
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.people.id
  subnet_id              = "subnet-0123456789abcdef1"
}
