variable "environment" {
  type    = string
  default = "test"
}

variable "tier" { # unresolved: FG-NET-009
  type = string
}

resource "azurerm_network_ddos_protection_plan" "tests" {
  name                = "tests"
  location            = "westeurope" # expect: FG-NET-009
  resource_group_name = "shop"
}

resource "azurerm_network_ddos_protection_plan" "production" {
  name                = "production"
  location            = "westeurope"
  resource_group_name = "shop"
  tags                = { environment = "prod" }
}

resource "aws_shield_subscription" "tests" { # expect: FG-NET-009
  auto_renew = "ENABLED"
}

resource "google_compute_project_cloud_armor_tier" "annual" {
  cloud_armor_tier = "CA_ENTERPRISE_ANNUAL" # expect: FG-NET-009
}

resource "google_compute_project_cloud_armor_tier" "standard" {
  cloud_armor_tier = "CA_STANDARD"
}

resource "google_compute_project_cloud_armor_tier" "chosen" {
  cloud_armor_tier = var.tier
}
