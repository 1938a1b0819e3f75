variable "rules" {
  type = list(string)
}

resource "aws_s3_bucket_lifecycle_configuration" "parts_kept" {
  bucket = "shop-reports"
  rule { # expect: FG-STO-020
    id     = "reports"
    status = "Enabled"
    filter {}
    expiration {
      days = 365
    }
  }
  rule {
    id     = "drafts"
    status = "Enabled"
    filter {
      prefix = "drafts/"
    }
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "parts_ended" {
  bucket = "shop-reports"
  rule {
    id     = "reports"
    status = "Enabled"
    filter {}
    expiration {
      days = 365
    }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "chosen" {
  bucket = "shop-reports"
  dynamic "rule" { # unresolved: FG-STO-020
    for_each = var.rules
    content {
      id     = rule.value
      status = "Enabled"
    }
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "shop-inline"
  lifecycle_rule { # expect: FG-STO-020
    enabled = true
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket" "inline_ended" {
  bucket = "shop-inline"
  lifecycle_rule {
    enabled                                = true
    abort_incomplete_multipart_upload_days = 7
    expiration {
      days = 30
    }
  }
}
