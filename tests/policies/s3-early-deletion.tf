variable "days" { # unresolved: FG-STO-022
  type = number
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = "shop-logs"
  rule {
    id     = "too-short"
    status = "Enabled"
    filter {
      prefix = "a/"
    }
    transition {
      days          = 30
      storage_class = "GLACIER"
    }
    expiration {
      days = 60 # expect: FG-STO-022
    }
  }
  rule {
    id     = "long-enough"
    status = "Enabled"
    filter {
      prefix = "b/"
    }
    transition {
      days          = 30
      storage_class = "GLACIER"
    }
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

resource "aws_s3_bucket_lifecycle_configuration" "current" {
  bucket = "shop-current"
  rule {
    id     = "infrequent-access"
    status = "Enabled"
    filter {
      prefix = "c/"
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    expiration {
      days = 60
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
  bucket = "shop-chosen"
  rule {
    id     = "chosen"
    status = "Enabled"
    filter {
      prefix = "d/"
    }
    transition {
      days          = 1
      storage_class = "DEEP_ARCHIVE"
    }
    expiration {
      days = var.days
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
