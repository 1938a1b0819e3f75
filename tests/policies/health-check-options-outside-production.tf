variable "interval" { # unresolved: FG-NET-015
  type = number
}

resource "aws_route53_health_check" "fast" {
  fqdn             = "test.example.org"
  type             = "HTTPS"
  request_interval = 10   # expect: FG-NET-015
  measure_latency  = true # expect: FG-NET-015
  tags             = { environment = "test" }
}

resource "aws_route53_health_check" "plain" {
  fqdn             = "test.example.org"
  type             = "HTTPS"
  request_interval = 30
  tags             = { environment = "test" }
}

resource "aws_route53_health_check" "chosen" {
  fqdn             = "test.example.org"
  type             = "HTTPS"
  request_interval = var.interval
  tags             = { environment = "test" }
}
