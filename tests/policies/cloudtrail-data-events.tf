variable "recorded" { # unresolved: FG-LOG-016
  type = list(string)
}

resource "aws_cloudtrail" "everything" {
  name           = "audit"
  s3_bucket_name = "shop-audit"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3:::shop-orders/", "arn:aws:s3"] # expect: FG-LOG-016
    }
  }
}

resource "aws_cloudtrail" "chosen_buckets" {
  name           = "audit"
  s3_bucket_name = "shop-audit"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3:::shop-orders/"]
    }
  }
}

resource "aws_cloudtrail" "management" {
  name           = "audit"
  s3_bucket_name = "shop-audit"
}

resource "aws_cloudtrail" "unknown" {
  name           = "audit"
  s3_bucket_name = "shop-audit"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = var.recorded
    }
  }
}
