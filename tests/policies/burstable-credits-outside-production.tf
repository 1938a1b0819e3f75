variable "mode" { # unresolved: FG-SIZE-057
  type = string
}

resource "aws_instance" "default" { # expect: FG-SIZE-057
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { environment = "dev" }
}

resource "aws_instance" "unlimited" {
  ami           = "ami-1"
  instance_type = "t4g.small"
  credit_specification {
    cpu_credits = "unlimited" # expect: FG-SIZE-057
  }
  tags = { environment = "dev" }
}

resource "aws_instance" "standard" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  credit_specification {
    cpu_credits = "standard"
  }
  tags = { environment = "dev" }
}

resource "aws_instance" "standard_by_default" {
  ami           = "ami-1"
  instance_type = "t2.micro"
  tags          = { environment = "dev" }
}

resource "aws_instance" "not_burstable" {
  ami           = "ami-1"
  instance_type = "m7g.medium"
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  credit_specification {
    cpu_credits = var.mode
  }
  tags = { environment = "dev" }
}
