variable "name" {
  type = string
}

variable "extra_tags" {
  type = map(string)
}

locals {
  fifty = { for number in range(50) : "k${number}" => "v" }
  long  = join("", [for number in range(64) : "aaaa"])
}

resource "aws_sqs_queue" "characters" {
  tags = {
    description = "orders (old), see wiki" # expect: FG-TAG-017
    "a;b"       = "c" # expect: FG-TAG-017
  }
}

resource "aws_sqs_queue" "reserved" {
  tags = {
    "aws:team" = "checkout" # expect: FG-TAG-017
  }
}

resource "aws_sqs_queue" "too_long" {
  tags = { description = "${local.long}x" } # expect: FG-TAG-017
}

resource "aws_sqs_queue" "too_many" { # expect: FG-TAG-017
  tags = merge(local.fifty, { owner = "checkout" })
}

resource "aws_sqs_queue" "perhaps_too_many" { # unresolved: FG-TAG-017
  tags = merge(local.fifty, var.extra_tags)
}

resource "aws_sqs_queue" "as_long_as_can_be" {
  tags = { description = local.long, "Kosten Stelle/1" = "größe + @ _ . : / = -" }
}

resource "aws_sqs_queue" "perhaps_too_long" {
  tags = { description = "${local.long}${var.name}" } # unresolved: FG-TAG-017
}

resource "aws_instance" "any_character" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { description = "orders (old), see wiki" }
}
