variable "volume_type" { # unresolved: FG-STO-001
  type = string
}

resource "aws_ebs_volume" "current" {
  availability_zone = "eu-central-1a"
  size              = 100
  type              = "gp3"
}

resource "aws_ebs_volume" "old" {
  availability_zone = "eu-central-1a"
  size              = 100
  type              = "gp2" # expect: FG-STO-001
}

resource "aws_ebs_volume" "default" { # expect: FG-STO-001
  availability_zone = "eu-central-1a"
  size              = 100
}

resource "aws_ebs_volume" "chosen" {
  availability_zone = "eu-central-1a"
  size              = 100
  type              = var.volume_type
}

resource "aws_instance" "no_volumes" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "volumes" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 20
  }
  ebs_block_device {
    device_name = "/dev/sdb"
    volume_type = "gp3"
  }
  ebs_block_device { # expect: FG-STO-001
    device_name = "/dev/sdc"
  }
  dynamic "ebs_block_device" {
    for_each = ["/dev/sdd"]
    content {
      device_name = ebs_block_device.value
      volume_type = "gp2" # expect: FG-STO-001
    }
  }
}

resource "aws_instance" "old_root" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_type = "gp2" # expect: FG-STO-001
  }
}

resource "aws_launch_template" "workers" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type = "gp2" # expect: FG-STO-001
    }
  }
  block_device_mappings {
    device_name  = "/dev/xvdb"
    virtual_name = "ephemeral0"
  }
}

resource "aws_db_instance" "shop" {
  instance_class = "db.t3.medium"
  storage_type   = "gp2" # expect: FG-STO-001
}

resource "aws_db_instance" "fast" {
  instance_class = "db.t3.medium"
  storage_type   = "io2"
}

resource "aws_opensearch_domain" "search" {
  domain_name = "search"
  ebs_options {
    ebs_enabled = true
    volume_type = "gp2" # expect: FG-STO-001
    volume_size = 100
  }
}

resource "aws_opensearch_domain" "service_default" {
  domain_name = "search"
  ebs_options {
    ebs_enabled = true
    volume_size = 100
  }
}

resource "aws_opensearch_domain" "current" {
  domain_name = "search"
  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 100
  }
}

resource "aws_elasticsearch_domain" "old" {
  domain_name = "search"
  ebs_options {
    ebs_enabled = true
    volume_type = "gp2" # expect: FG-STO-001
    volume_size = 100
  }
}

resource "aws_elasticsearch_domain" "no_volumes" {
  domain_name = "search"
}

resource "aws_emr_cluster" "reports" {
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  core_instance_group {
    instance_type = "m5.xlarge"
    ebs_config {
      size = 100
      type = "gp3"
    }
    ebs_config {
      size = 100
      type = "gp2" # expect: FG-STO-001
    }
  }
}

resource "aws_emr_instance_group" "more" {
  cluster_id    = aws_emr_cluster.reports.id
  instance_type = "m5.xlarge"
  ebs_config {
    size = 100
    type = "gp2" # expect: FG-STO-001
  }
}
