variable "propagate" { # unresolved: FG-TAG-036
  type = bool
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = { owner = "checkout" }
  replica { # expect: FG-TAG-036
    region_name = "eu-central-1"
  }
  replica {
    region_name    = "eu-west-2"
    propagate_tags = true
  }
}

resource "aws_dynamodb_table" "chosen" {
  name         = "baskets"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  replica {
    region_name    = "eu-west-3"
    propagate_tags = var.propagate
  }
}

resource "aws_dynamodb_table" "alone" {
  name         = "returns"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
}
