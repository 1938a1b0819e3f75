# Production: everything here follows the company's policies, except for one decision in a module call below.

terraform {
  required_version = ">= 1.6"

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
    tags = local.tags
  }
}

locals {
  tags = {
    application = "larkmoor-shop"
    cost-center = "CC-1040"
    environment = "prod"
    owner       = "team-platform"
  }
}

module "network" {
  source = "../../modules/network"

  name         = "larkmoor-prod"
  zones        = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_per_zone = true
}

module "service" {
  source   = "../../modules/service"
  for_each = var.services

  name               = each.key
  instance_type      = each.value.instance_type
  instances          = each.value.instances
  subnet_ids         = module.network.subnet_ids
  log_retention_days = 90
  tags               = merge(local.tags, { owner = each.value.owner })
}

module "database" {
  source = "../../modules/database"

  name           = "larkmoor-prod"
  instance_class = "db.m7g.xlarge"
  backup_days    = 35
  password       = var.database_password
}

# A module that is not on disk: it is named in the report, and nothing is guessed about what it holds.
module "observability" {
  source = "git::https://git.example.com/larkmoor/terraform-observability.git?ref=v2.3.0"

  environment = "prod"
}

resource "aws_budgets_budget" "monthly" {
  name         = "larkmoor-prod"
  budget_type  = "COST"
  limit_amount = var.monthly_budget
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    notification_type          = "FORECASTED"
    threshold                  = 90
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = ["finops@larkmoor.example"]
  }
}
