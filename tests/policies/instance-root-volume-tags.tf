variable "volume_tags" { # unresolved: FG-TAG-031
  type = map(string)
}

resource "aws_instance" "untagged_volume" { # expect: FG-TAG-031
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { owner = "checkout" }
}

resource "aws_instance" "volume_tags" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { owner = "checkout" }
  volume_tags   = { owner = "checkout" }
}

# required-tags judges what is written.
resource "aws_instance" "block" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { owner = "checkout" }
  root_block_device {
    volume_type = "gp3"
  }
}

resource "aws_instance" "template" {
  launch_template {
    id = "lt-1"
  }
  tags = { owner = "checkout" }
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { owner = "checkout" }
  volume_tags   = var.volume_tags
}
