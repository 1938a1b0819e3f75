variable "name" {
  type = string
}

resource "aws_iam_role" "costs_nothing" {
  name               = "shop"
  assume_role_policy = "{}"
}
