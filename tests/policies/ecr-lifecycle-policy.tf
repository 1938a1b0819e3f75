variable "policy" { # unresolved: FG-STO-024
  type = string
}

resource "aws_ecr_repository" "grows" { # expect: FG-STO-024
  name = "shop/cart"
}

resource "aws_ecr_repository" "cleaned" {
  name = "shop/orders"
}

resource "aws_ecr_lifecycle_policy" "cleaned" {
  repository = aws_ecr_repository.cleaned.name
  policy     = jsonencode({ rules = [] })
}

resource "aws_ecr_repository_creation_template" "grows" { # expect: FG-STO-024
  prefix      = "cache"
  applied_for = ["PULL_THROUGH_CACHE"]
}

resource "aws_ecr_repository_creation_template" "chosen" {
  prefix           = "mirror"
  applied_for      = ["PULL_THROUGH_CACHE"]
  lifecycle_policy = var.policy
}
