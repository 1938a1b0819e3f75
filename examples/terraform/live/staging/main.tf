# Staging: an old volume type, a budget that warns nobody, and a tag that is only known in the pipeline.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

variable "instance_type" {
  type = string
}

# The pipeline passes it with -var, so that nobody can say here whether it has the right form.
variable "cost_center" {
  description = "The project that pays for this week's tests."
  type        = string
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "larkmoor-shop"
      cost-center = "CC-1040"
      environment = "staging"
      owner       = "team-platform"
    }
  }
}

module "network" {
  source = "../../modules/network"

  name  = "larkmoor-staging"
  zones = ["eu-central-1a"]
}

resource "aws_instance" "storefront" {
  ami           = "ami-0123456789abcdef0"
  instance_type = var.instance_type
  subnet_id     = module.network.subnet_ids[0]

  root_block_device {
    volume_size = 60
    volume_type = "gp2"
  }

  tags = {
    Name        = "storefront"
    cost-center = var.cost_center
  }
}

resource "aws_budgets_budget" "monthly" {
  name         = "larkmoor-staging"
  budget_type  = "COST"
  limit_amount = "800"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}
