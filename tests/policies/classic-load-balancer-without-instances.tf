variable "instances" { # unresolved: FG-IDLE-016
  type = list(string)
}

resource "aws_elb" "idle" { # expect: FG-IDLE-016
  name    = "idle"
  subnets = ["subnet-0123456789abcdef0"]

  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb" "web" {
  name      = "web"
  subnets   = ["subnet-0123456789abcdef0"]
  instances = ["i-0123456789abcdef0"]

  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb" "chosen" {
  name      = "chosen"
  subnets   = ["subnet-0123456789abcdef0"]
  instances = var.instances

  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb" "attached" {
  name    = "attached"
  subnets = ["subnet-0123456789abcdef0"]

  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}

resource "aws_elb_attachment" "attached" {
  elb      = "attached"
  instance = "i-0123456789abcdef0"
}
