variable "status" {
  type = string
}

resource "aws_s3_bucket" "all_versions" {
  bucket = "shop-all-versions"
}

resource "aws_s3_bucket_versioning" "all_versions" {
  bucket = aws_s3_bucket.all_versions.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "all_versions" {
  bucket = aws_s3_bucket.all_versions.id
  rule { # expect: FG-STO-021
    id     = "drafts"
    status = "Enabled"
    filter {}
    expiration {
      days = 30
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket" "chosen" {
  bucket = "shop-chosen"
}

resource "aws_s3_bucket_versioning" "chosen" {
  bucket = aws_s3_bucket.chosen.id
  versioning_configuration {
    status = var.status
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "chosen" {
  bucket = aws_s3_bucket.chosen.id
  rule { # unresolved: FG-STO-021
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket" "a_month" {
  bucket = "shop-a-month"
}

resource "aws_s3_bucket_versioning" "a_month" {
  bucket = aws_s3_bucket.a_month.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "a_month" {
  bucket = aws_s3_bucket.a_month.id
  rule {
    id     = "versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
