variable "limit" { # unresolved: FG-STO-026
  type = number
}

resource "aws_athena_workgroup" "unlimited" {
  name = "reports"
  configuration { # expect: FG-STO-026
    publish_cloudwatch_metrics_enabled = true
  }
}

resource "aws_athena_workgroup" "bare" { # expect: FG-STO-026
  name = "reports"
}

resource "aws_athena_workgroup" "limited" {
  name = "reports"
  configuration {
    bytes_scanned_cutoff_per_query = 1099511627776
  }
}

resource "aws_athena_workgroup" "spark" {
  name = "notebooks"
  configuration {
    engine_version {
      selected_engine_version = "PySpark engine version 3"
    }
  }
}

resource "aws_athena_workgroup" "newer_spark" {
  name = "notebooks"
  configuration {
    engine_version {
      selected_engine_version = "Apache Spark version 3.5"
    }
  }
}

resource "aws_athena_workgroup" "off" {
  name  = "old"
  state = "DISABLED"
}

resource "aws_athena_workgroup" "chosen" {
  name = "reports"
  configuration {
    bytes_scanned_cutoff_per_query = var.limit
  }
}
