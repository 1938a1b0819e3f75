variable "tags" { # unresolved: FG-TAG-035
  type = map(string)
}

resource "aws_batch_compute_environment" "untagged" {
  type = "MANAGED"
  tags = { owner = "reports" }
  compute_resources { # expect: FG-TAG-035
    type      = "SPOT"
    max_vcpus = 16
    subnets   = ["subnet-1"]
  }
}

resource "aws_batch_compute_environment" "tagged" {
  type = "MANAGED"
  compute_resources {
    type      = "EC2"
    max_vcpus = 16
    subnets   = ["subnet-1"]
    tags      = { owner = "reports" }
  }
}

resource "aws_batch_compute_environment" "template" {
  type = "MANAGED"
  compute_resources {
    type      = "EC2"
    max_vcpus = 16
    subnets   = ["subnet-1"]
    launch_template {
      launch_template_id = "lt-1"
    }
  }
}

resource "aws_batch_compute_environment" "fargate" {
  type = "MANAGED"
  compute_resources {
    type      = "FARGATE"
    max_vcpus = 16
    subnets   = ["subnet-1"]
  }
}

resource "aws_batch_compute_environment" "chosen" {
  type = "MANAGED"
  compute_resources {
    type      = "EC2"
    max_vcpus = 16
    subnets   = ["subnet-1"]
    tags      = var.tags
  }
}
