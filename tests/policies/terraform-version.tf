terraform { # expect: FG-GOV-021
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_iam_role" "costs_nothing" {
  name               = "shop"
  assume_role_policy = "{}"
}
