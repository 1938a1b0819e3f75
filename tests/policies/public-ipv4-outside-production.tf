variable "public" { # unresolved: FG-NET-005
  type = bool
}

resource "aws_instance" "public" {
  instance_type               = "t4g.small"
  associate_public_ip_address = true # expect: FG-NET-005
  tags                        = { environment = "dev" }
}

resource "aws_instance" "private" {
  instance_type = "t4g.small"
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  instance_type               = "t4g.small"
  associate_public_ip_address = true
  tags                        = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  instance_type               = "t4g.small"
  associate_public_ip_address = var.public
  tags                        = { environment = "test" }
}

resource "aws_launch_template" "public" {
  name = "public"
  tags = { environment = "dev" }

  network_interfaces {
    associate_public_ip_address = true # expect: FG-NET-005
  }
}
