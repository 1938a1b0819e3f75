module "network" {
  source = "registry.example.org/shop/network/aws"
}

resource "aws_instance" "web" { # unresolved: FG-BUD-001
  ami           = "ami-1"
  instance_type = "t3.micro"
}
