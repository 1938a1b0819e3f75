variable "propagate" { # unresolved: FG-TAG-034
  type = bool
}

resource "aws_batch_job_definition" "untagged" { # expect: FG-TAG-034
  name = "report"
  type = "container"
}

resource "aws_batch_job_definition" "tagged" {
  name           = "report"
  type           = "container"
  propagate_tags = true
}

resource "aws_batch_job_definition" "pods" {
  name = "report"
  type = "container"
  eks_properties {
    pod_properties {
      containers {
        image = "report"
      }
    }
  }
}

resource "aws_batch_job_definition" "chosen" {
  name           = "report"
  type           = "container"
  propagate_tags = var.propagate
}
