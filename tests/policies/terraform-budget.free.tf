resource "aws_iam_role" "costs_nothing" {
  name               = "shop"
  assume_role_policy = "{}"
}

resource "aws_elasticache_subnet_group" "costs_nothing" {
  name       = "shop"
  subnet_ids = ["subnet-1"]
}

resource "aws_rds_cluster_parameter_group" "costs_nothing" {
  family = "aurora-mysql8.0"
}

resource "azurerm_mssql_firewall_rule" "costs_nothing" {
  name             = "office"
  server_id        = "shop"
  start_ip_address = "192.0.2.1"
  end_ip_address   = "192.0.2.1"
}
