# Development: no budget, logs that are kept forever, a machine for production, and resources that nobody owns.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "larkmoor-shop"
      cost-center = "CC-1040"
      environment = "dev"
      owner       = "team-storefront"
    }
  }
}

# A second provider configuration has default tags of its own, and here it has none.
provider "aws" {
  alias  = "replica"
  region = "eu-west-1"
}

locals {
  sizes = {
    small = "t3.small"
    large = "m7i.12xlarge"
  }
}

resource "aws_instance" "load_test" {
  ami           = "ami-0123456789abcdef0"
  instance_type = local.sizes["large"]
}

module "service" {
  source = "../../modules/service"

  name       = "storefront"
  subnet_ids = ["subnet-0123456789abcdef0"]
  tags = {
    application = "larkmoor-shop"
    cost-center = "CC-1040"
    environment = "dev"
    owner       = "team-storefront"
  }
}

resource "aws_s3_bucket" "exports" {
  provider = aws.replica
  bucket   = "larkmoor-dev-exports"

  tags = {
    Application = "larkmoor-shop"
    CostCenter  = "1040"
    environment = "dev"
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"

  tags = {
    owner = "tbd"
  }
}
