resource "aws_instance" "web" { # expect: FG-BUD-001
  ami           = "ami-1"
  instance_type = "t3.micro"
}
