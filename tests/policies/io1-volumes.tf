variable "volume_type" { # unresolved: FG-GEN-008
  type = string
}

resource "aws_ebs_volume" "fast" {
  availability_zone = "eu-central-1a"
  size              = 100
  iops              = 3000
  type              = "io1" # expect: FG-GEN-008
}

resource "aws_ebs_volume" "durable" {
  availability_zone = "eu-central-1a"
  size              = 100
  iops              = 40000
  type              = "io2"
}

resource "aws_ebs_volume" "chosen" {
  availability_zone = "eu-central-1a"
  size              = 100
  type              = var.volume_type
}

resource "aws_instance" "database" {
  ami           = "ami-1"
  instance_type = "m7g.large"
  root_block_device {
    volume_type = "gp3"
  }
  ebs_block_device {
    device_name = "/dev/sdb"
    iops        = 4000
    volume_type = "io1" # expect: FG-GEN-008
  }
}

resource "aws_db_instance" "orders" {
  instance_class = "db.m7g.large"
  iops           = 1000
  storage_type   = "io1" # expect: FG-GEN-008
}
