module "alarms" {
  source   = "registry.example.org/shop/alarms/aws"
  version  = "1.2.0"
  monitors = [aws_ce_anomaly_monitor.services.arn]
}

resource "aws_ce_anomaly_monitor" "services" { # unresolved: FG-ANO-001
  name              = "services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}
