module "listeners" {
  source  = "registry.example.org/shop/listeners/aws"
  version = "1.2.0"
  arn     = aws_lb.web.arn
}

resource "aws_lb" "web" { # unresolved: FG-IDLE-015
  name    = "web"
  subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}
