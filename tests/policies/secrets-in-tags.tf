variable "key" {
  type = string
}

variable "note" {
  type = string
}

resource "aws_sqs_queue" "token" {
  tags = {
    deployed-with = "ghp_${join("", ["0000000000", "0000000000", "0000000000", "000000"])}" # expect: FG-TAG-016
  }
}

resource "aws_sqs_queue" "address" {
  tags = {
    source = "https://deploy:example-only@git.example.org/shop.git" # expect: FG-TAG-016
  }
}

resource "aws_sqs_queue" "begun" {
  tags = { key = "AKIA${var.key}" } # unresolved: FG-TAG-016
}

resource "aws_sqs_queue" "other" {
  tags = {
    note       = var.note
    repository = "https://git.example.org/shop.git"
    contact    = "checkout@example.org"
    kms        = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"
  }
}
