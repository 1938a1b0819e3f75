resource "aws_instance" "complete" {
  ami = "ami-1"
}

resource "aws_instance" "broken" {
  ami = # expect: FG-SRC-001
}
