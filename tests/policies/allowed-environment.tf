variable "stage" { # unresolved: FG-TAG-010
  type = string
}

resource "aws_sqs_queue" "abbreviated" {
  tags = { environment = "prd" } # expect: FG-TAG-010
}

resource "aws_sqs_queue" "misspelt" {
  tags = { Env = "Prodution" } # expect: FG-TAG-010
}

resource "aws_sqs_queue" "agreed" {
  tags = { environment = "Production" }
}

resource "aws_sqs_queue" "none" {
  tags = { owner = "checkout" }
}

# What these say is for other policies to tell.
resource "aws_sqs_queue" "empty" {
  tags = { environment = "" }
}

resource "aws_sqs_queue" "placeholder" {
  tags = { environment = "TBD" }
}

resource "google_storage_bucket" "chosen" {
  name     = "shop"
  location = "EU"
  labels   = { env = var.stage }
}

resource "azurerm_resource_group" "live" {
  name     = "shop"
  location = "westeurope"
  tags     = { ENVIRONMENT = "Live" } # expect: FG-TAG-010
}
