variable "system" {
  type = string
}

variable "extra_tags" {
  type = map(string)
}

resource "aws_db_instance" "orders" {
  instance_class = "db.t3.medium"
  tags = {
    owner       = "checkout"
    db_password = "see the vault" # expect: FG-TAG-015
  }
}

resource "aws_sqs_queue" "personal" {
  tags = {
    date-of-birth = "1990-01-01" # expect: FG-TAG-015
  }
}

resource "aws_sqs_queue" "about_it" {
  tags = {
    password-policy = "strict"
    secret-rotation = "30d"
  }
}

resource "aws_sqs_queue" "open" {
  tags = var.extra_tags
}

resource "aws_sqs_queue" "named" { # unresolved: FG-TAG-015
  tags = { "${var.system}-password" = "see the vault" }
}
