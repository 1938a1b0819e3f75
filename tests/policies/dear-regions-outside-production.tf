variable "environment" {
  type    = string
  default = "dev"
}

variable "region" { # unresolved: FG-GOV-017
  type = string
}

provider "aws" {
  region = "sa-east-1" # expect: FG-GOV-017
}

provider "aws" {
  alias  = "chosen"
  region = var.region
}

resource "aws_instance" "dear" {
  instance_type = "t4g.small"
}

resource "aws_instance" "production" {
  instance_type = "t4g.small"
  tags          = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  provider      = aws.chosen
  instance_type = "t4g.small"
}

resource "google_compute_instance" "dear" {
  name         = "dear"
  zone         = "southamerica-east1-b" # expect: FG-GOV-017
  machine_type = "e2-small"
}

resource "google_compute_instance" "near" {
  name         = "near"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
  labels       = { environment = "dev" }
}
