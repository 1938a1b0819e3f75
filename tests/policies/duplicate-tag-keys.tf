provider "aws" {
  default_tags {
    tags = { owner = "platform" }
  }
}

resource "aws_sqs_queue" "twice" {
  tags = {
    Owner = "checkout" # expect: FG-TAG-012
  }
}

resource "aws_sqs_queue" "overridden" {
  tags = { owner = "checkout", Name = "orders", name = "orders" }
}

resource "azurerm_resource_group" "twice" {
  name     = "shop"
  location = "westeurope"
  tags = {
    cost-center = "CC-1200"
    CostCenter  = "CC-1200" # expect: FG-TAG-012
  }
}

resource "google_storage_bucket" "twice" {
  name     = "shop"
  location = "EU"
  labels = {
    cost-center = "cc-1200"
    cost_center = "cc-1200" # expect: FG-TAG-012
  }
}
