variable "method" { # unresolved: FG-NET-006
  type = string
}

resource "aws_cloudfront_distribution" "dedicated" {
  enabled     = true
  price_class = "PriceClass_100"

  viewer_certificate {
    acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    ssl_support_method  = "vip" # expect: FG-NET-006
  }
}

resource "aws_cloudfront_distribution" "sni" {
  enabled     = true
  price_class = "PriceClass_100"

  viewer_certificate {
    acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    ssl_support_method  = "sni-only"
  }
}

resource "aws_cloudfront_distribution" "chosen" {
  enabled     = true
  price_class = "PriceClass_100"

  viewer_certificate {
    acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    ssl_support_method  = var.method
  }
}
