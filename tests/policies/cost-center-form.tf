variable "cost_center" { # unresolved: FG-TAG-011
  type = string
}

resource "aws_sqs_queue" "prose" {
  tags = { CostCenter = "Platform team (old)" } # expect: FG-TAG-011
}

resource "aws_sqs_queue" "id" {
  tags = { cost-center = "CC-1200" }
}

resource "aws_sqs_queue" "number" {
  tags = { cost-center = 4711 }
}

resource "aws_sqs_queue" "placeholder" {
  tags = { cost-center = "n/a" }
}

resource "aws_sqs_queue" "chosen" {
  tags = { cost-center = var.cost_center }
}

resource "google_storage_bucket" "id" {
  name     = "shop"
  location = "EU"
  labels   = { cost_center = "cc-1200" }
}
