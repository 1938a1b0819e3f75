variable "archive" {
  type = string
}

variable "rules" {
  type = list(number)
}

resource "aws_s3_bucket" "grows" { # expect: FG-STO-010
  bucket = "shop-grows"
}

resource "aws_s3_bucket" "inline" {
  bucket = "shop-inline"
  lifecycle_rule {
    enabled                                = true
    abort_incomplete_multipart_upload_days = 7
    expiration {
      days = 90
    }
  }
}

resource "aws_s3_bucket" "each" {
  for_each      = toset(["orders", "invoices"])
  bucket_prefix = "shop-${each.key}"
}

resource "aws_s3_bucket_lifecycle_configuration" "each" {
  for_each = aws_s3_bucket.each
  bucket   = each.value.id
  rule {
    id     = "expire"
    status = "Enabled"
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    expiration {
      days = 90
    }
  }
}

# The one of a pair that is left out.
resource "aws_s3_bucket" "pair" { # expect: FG-STO-010
  count = 2
}

resource "aws_s3_bucket_lifecycle_configuration" "pair" {
  bucket = aws_s3_bucket.pair[0].bucket
  rule {
    id     = "abort"
    status = "Enabled"
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket" "named" {
  bucket = "shop-named"
}

resource "aws_s3_bucket_lifecycle_configuration" "named" {
  bucket = "shop-named"
  rule {
    id     = "abort"
    status = "Enabled"
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

# It may be the archive that the other one below is about.
resource "aws_s3_bucket" "archive" { # unresolved: FG-STO-010
  bucket = "archive-of-shop"
}

resource "aws_s3_bucket_lifecycle_configuration" "archive" {
  bucket = "archive-${var.archive}"
  rule {
    id     = "expire"
    status = "Enabled"
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    expiration {
      days = 365
    }
  }
}

resource "aws_s3_bucket" "chosen" {
  bucket = "shop-chosen"
  dynamic "lifecycle_rule" { # unresolved: FG-STO-010
    for_each = var.rules
    content {
      enabled                                = true
      abort_incomplete_multipart_upload_days = 7
      expiration {
        days = lifecycle_rule.value
      }
    }
  }
}
