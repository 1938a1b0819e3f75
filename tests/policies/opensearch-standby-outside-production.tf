variable "masters" { # unresolved: FG-HA-014
  type = bool
}

resource "aws_opensearch_domain" "as_in_production" {
  domain_name = "search-dev"
  cluster_config {
    instance_type            = "t3.small.search"
    instance_count           = 2
    dedicated_master_enabled = true # expect: FG-HA-014
    zone_awareness_enabled   = true # expect: FG-HA-014
  }
  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 10
  }
  tags = { environment = "dev" }
}

resource "aws_opensearch_domain" "one_node" {
  domain_name = "search-dev"
  cluster_config {
    instance_type = "t3.small.search"
  }
  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 10
  }
  tags = { environment = "dev" }
}

resource "aws_opensearch_domain" "production" {
  domain_name = "search"
  cluster_config {
    instance_type                 = "t3.small.search"
    instance_count                = 3
    multi_az_with_standby_enabled = true
  }
  tags = { environment = "prod" }
}

resource "aws_opensearch_domain" "chosen" {
  domain_name = "search-test"
  cluster_config {
    instance_type            = "t3.small.search"
    dedicated_master_enabled = var.masters
  }
  tags = { environment = "test" }
}
