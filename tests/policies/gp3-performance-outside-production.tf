variable "throughput" { # unresolved: FG-SIZE-031
  type = number
}

resource "aws_ebs_volume" "fast" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  iops              = 8000 # expect: FG-SIZE-031
  throughput        = 500 # expect: FG-SIZE-031
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "free" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  iops              = 3000
  throughput        = 125
  tags              = { environment = "dev" }
}

resource "aws_ebs_volume" "of_another_policy" {
  availability_zone = "eu-central-1a"
  type              = "io2"
  size              = 100
  iops              = 8000
  tags              = { environment = "dev" }
}

resource "aws_launch_template" "fast" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type = "gp3"
      throughput  = 250 # expect: FG-SIZE-031
    }
  }
  tags = { environment = "test" }
}

resource "aws_ebs_volume" "production" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  iops              = 8000
  tags              = { environment = "prod" }
}

resource "aws_ebs_volume" "chosen" {
  availability_zone = "eu-central-1a"
  type              = "gp3"
  size              = 100
  throughput        = var.throughput
  tags              = { environment = "dev" }
}
