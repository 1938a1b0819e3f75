resource "aws_wafv2_web_acl" "idle" { # expect: FG-IDLE-022
  name  = "idle"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "idle"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl" "web" {
  name  = "web"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "web"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "web" {
  resource_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef"
  web_acl_arn  = aws_wafv2_web_acl.web.arn
}
