resource "aws_sqs_queue" "orders" {
  tags = { owner = "checkout", Name = "orders" }
}

resource "aws_sqs_queue" "returns" {
  tags = {
    Owner = "checkout" # expect: FG-TAG-014
    name  = "returns"
  }
}

resource "aws_sns_topic" "orders" {
  tags = { owner = "checkout" }
}

# duplicate-tag-keys tells this one.
resource "aws_sns_topic" "twice" {
  tags = { owner = "checkout", OWNER = "checkout" }
}

resource "google_storage_bucket" "shop" {
  name     = "shop"
  location = "EU"
  labels   = { cost_center = "cc-1200" }
}

resource "aws_s3_bucket" "shop" {
  tags = { CostCenter = "CC-1200" }
}
