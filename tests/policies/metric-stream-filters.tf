variable "namespaces" {
  type = list(string)
}

resource "aws_cloudwatch_metric_stream" "everything" { # expect: FG-LOG-017
  name          = "metrics"
  firehose_arn  = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/metrics"
  role_arn      = "arn:aws:iam::123456789012:role/metrics"
  output_format = "json"
}

resource "aws_cloudwatch_metric_stream" "two_namespaces" {
  name          = "metrics"
  firehose_arn  = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/metrics"
  role_arn      = "arn:aws:iam::123456789012:role/metrics"
  output_format = "json"
  include_filter {
    namespace = "AWS/RDS"
  }
  include_filter {
    namespace = "AWS/ECS"
  }
}

resource "aws_cloudwatch_metric_stream" "chosen" {
  name          = "metrics"
  firehose_arn  = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/metrics"
  role_arn      = "arn:aws:iam::123456789012:role/metrics"
  output_format = "json"
  dynamic "include_filter" { # unresolved: FG-LOG-017
    for_each = var.namespaces
    content {
      namespace = include_filter.value
    }
  }
}
