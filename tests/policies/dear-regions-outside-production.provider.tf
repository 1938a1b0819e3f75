provider "aws" {
  region = "sa-east-1" # expect: FG-GOV-017
}

resource "aws_instance" "dear" {
  instance_type = "t4g.small"
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  instance_type = "t4g.small"
  tags          = { environment = "prod" }
}
