module "elsewhere" {
  source  = "registry.example.org/shop/worker/aws"
  version = "1.2.0"
  disks   = [aws_ebs_volume.given.id]
}

resource "aws_ebs_volume" "idle" { # expect: FG-IDLE-010
  availability_zone = "eu-west-1a"
  size              = 100
  type              = "gp3"
}

resource "aws_ebs_volume" "data" {
  count             = 2
  availability_zone = "eu-west-1a"
  size              = 100
  type              = "gp3"
}

resource "aws_volume_attachment" "data" {
  count       = 2
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data[count.index].id
  instance_id = "i-0123456789abcdef0"
}

resource "aws_ebs_volume" "given" {
  availability_zone = "eu-west-1a"
  size              = 20
  type              = "gp3"
}

output "volume" {
  value = aws_ebs_volume.handed_on.id
}

resource "aws_ebs_volume" "handed_on" {
  availability_zone = "eu-west-1a"
  size              = 20
  type              = "gp3"
}
