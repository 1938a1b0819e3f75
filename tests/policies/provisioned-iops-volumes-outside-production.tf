variable "type" { # unresolved: FG-SIZE-030
  type = string
}

resource "aws_ebs_volume" "fast" {
  availability_zone = "eu-central-1a"
  type              = "io2" # expect: FG-SIZE-030
  size              = 100
  iops              = 3000
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "usual" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "production" {
  availability_zone = "eu-central-1a"
  type              = "io2"
  size              = 100
  iops              = 3000
  tags              = { environment = "prod" }
}

resource "aws_db_instance" "fast" {
  engine         = "postgres"
  instance_class = "db.t4g.medium"
  storage_type   = "io1" # expect: FG-SIZE-030
  iops           = 3000
  tags           = { environment = "test" }
}

resource "aws_instance" "fast" {
  ami           = "ami-1"
  instance_type = "m7g.medium"
  root_block_device {
    volume_type = "io1" # expect: FG-SIZE-030
  }
  tags = { environment = "test" }
}

resource "aws_ebs_volume" "chosen" {
  availability_zone = "eu-central-1a"
  type              = var.type
  size              = 100
  tags              = { environment = "dev" }
}
