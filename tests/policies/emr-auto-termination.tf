variable "timeouts" {
  type = list(number)
}

resource "aws_emr_cluster" "always" { # expect: FG-ELA-007
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  tags = { environment = "dev" }
}

resource "aws_emr_cluster" "ends" {
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  auto_termination_policy {
    idle_timeout = 3600
  }
  tags = { environment = "dev" }
}

resource "aws_emr_cluster" "of_one_job" {
  name                              = "reports"
  release_label                     = "emr-7.1.0"
  service_role                      = "arn:aws:iam::123456789012:role/emr"
  keep_job_flow_alive_when_no_steps = false
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  tags = { environment = "dev" }
}

resource "aws_emr_cluster" "production" {
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  tags = { environment = "prod" }
}

resource "aws_emr_cluster" "chosen" {
  name          = "reports"
  release_label = "emr-7.1.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
  master_instance_group {
    instance_type = "m5.xlarge"
  }
  dynamic "auto_termination_policy" { # unresolved: FG-ELA-007
    for_each = var.timeouts
    content {
      idle_timeout = auto_termination_policy.value
    }
  }
  tags = { environment = "dev" }
}
