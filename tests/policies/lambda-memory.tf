variable "memory" { # unresolved: FG-SIZE-021
  type = number
}

resource "aws_lambda_function" "large" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  memory_size   = 10240 # expect: FG-SIZE-021
}

resource "aws_lambda_function" "usual" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  memory_size   = 1769
}

resource "aws_lambda_function" "default" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
}

resource "aws_lambda_function" "chosen" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  memory_size   = var.memory
}
