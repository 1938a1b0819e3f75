variable "runtime" { # unresolved: FG-ARC-004
  type = string
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "main.handler"
  runtime       = "python3.12" # expect: FG-ARC-004
}

resource "aws_lambda_function" "declared" {
  function_name = "declared"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "main.handler"
  runtime       = "nodejs20.x"
  architectures = ["x86_64"] # expect: FG-ARC-004
}

resource "aws_lambda_function" "moved" {
  function_name = "moved"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "main.handler"
  runtime       = "python3.12"
  architectures = ["arm64"]
}

resource "aws_lambda_function" "runtime_without" {
  function_name = "go"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "main"
  runtime       = "go1.x"
}

resource "aws_lambda_function" "image" {
  function_name = "image"
  role          = "arn:aws:iam::123456789012:role/resize"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/image:1"
}

resource "aws_lambda_function" "chosen" {
  function_name = "chosen"
  role          = "arn:aws:iam::123456789012:role/resize"
  handler       = "main.handler"
  runtime       = var.runtime
}
