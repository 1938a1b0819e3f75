resource "aws_kms_key" "idle" { # expect: FG-IDLE-020
  description = "nobody's"
}

resource "aws_kms_key" "named" {
  description = "of the queue"
}

resource "aws_kms_alias" "named" {
  name          = "alias/queue"
  target_key_id = aws_kms_key.named.id
}

resource "aws_kms_key" "used" {
  description = "of the topic"
}

resource "aws_sns_topic" "orders" {
  name              = "orders"
  kms_master_key_id = aws_kms_key.used.arn
}
