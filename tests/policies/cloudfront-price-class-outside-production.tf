variable "price_class" { # unresolved: FG-NET-007
  type = string
}

resource "aws_cloudfront_distribution" "everywhere" { # expect: FG-NET-007
  enabled = true
  tags    = { environment = "dev" }
}

resource "aws_cloudfront_distribution" "all" {
  enabled     = true
  price_class = "PriceClass_All" # expect: FG-NET-007
  tags        = { environment = "test" }
}

resource "aws_cloudfront_distribution" "some" {
  enabled     = true
  price_class = "PriceClass_100"
  tags        = { environment = "dev" }
}

resource "aws_cloudfront_distribution" "production" {
  enabled = true
  tags    = { environment = "prod" }
}

resource "aws_cloudfront_distribution" "chosen" {
  enabled     = true
  price_class = var.price_class
  tags        = { environment = "dev" }
}
