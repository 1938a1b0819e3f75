variable "frequency" { # unresolved: FG-ANO-002
  type = string
}

resource "aws_ce_anomaly_subscription" "weekly" {
  name             = "weekly"
  frequency        = "WEEKLY" # expect: FG-ANO-002
  monitor_arn_list = ["arn:aws:ce::123456789012:anomalymonitor/1"]

  subscriber {
    type    = "EMAIL"
    address = "finops@example.org"
  }
}

resource "aws_ce_anomaly_subscription" "daily" {
  name             = "daily"
  frequency        = "DAILY"
  monitor_arn_list = ["arn:aws:ce::123456789012:anomalymonitor/1"]

  subscriber {
    type    = "EMAIL"
    address = "finops@example.org"
  }
}

resource "aws_ce_anomaly_subscription" "chosen" {
  name             = "chosen"
  frequency        = var.frequency
  monitor_arn_list = ["arn:aws:ce::123456789012:anomalymonitor/1"]

  subscriber {
    type    = "EMAIL"
    address = "finops@example.org"
  }
}
