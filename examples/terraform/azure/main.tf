# The partner portal on Azure. Azure has no default tags: what is not tagged here is not tagged.

terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

locals {
  tags = {
    application = "partner-portal"
    cost-center = "CC-2210"
    environment = "test"
    owner       = "team-partners"
  }
}

resource "azurerm_resource_group" "portal" {
  name     = "rg-portal-test"
  location = "westeurope"
  tags     = local.tags
}

resource "azurerm_storage_account" "documents" {
  name                     = "larkmoordocstest"
  resource_group_name      = azurerm_resource_group.portal.name
  location                 = azurerm_resource_group.portal.location
  account_tier             = "Standard"
  account_replication_type = "GRS"
  tags                     = local.tags
}

resource "azurerm_log_analytics_workspace" "portal" {
  name                = "log-portal-test"
  resource_group_name = azurerm_resource_group.portal.name
  location            = azurerm_resource_group.portal.location
  retention_in_days   = 730
  daily_quota_gb      = 1
  tags                = merge(local.tags, { owner = "team-platform" })
}

resource "azurerm_public_ip" "portal" {
  name                = "pip-portal-test"
  resource_group_name = azurerm_resource_group.portal.name
  location            = azurerm_resource_group.portal.location
  allocation_method   = "Static"

  tags = {
    application = "partner-portal"
    environment = "test"
  }
}

resource "azurerm_consumption_budget_resource_group" "portal" {
  name              = "portal-test"
  resource_group_id = azurerm_resource_group.portal.id
  amount            = 400
  time_grain        = "Monthly"

  time_period {
    start_date = "2026-01-01T00:00:00Z"
  }

  notification {
    operator       = "GreaterThan"
    threshold      = 80
    threshold_type = "Forecasted"
    contact_emails = ["finops@larkmoor.example"]
  }
}
