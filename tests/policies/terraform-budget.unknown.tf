module "network" { # unresolved: FG-BUD-001
  source = "registry.example.org/shop/network/aws"
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}
