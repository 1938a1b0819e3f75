terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

resource "aws_iam_role" "costs_nothing" {
  name               = "shop"
  assume_role_policy = "{}"
}
