resource "aws_sqs_queue" "orders" {
  tags = { owner = "checkout" }
}

resource "aws_sqs_queue" "returns" {
  tags = { owner = "checkout" }
}
