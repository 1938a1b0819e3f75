variable "size" { # unresolved: FG-SIZE-013
  type = string
}

resource "aws_opensearch_domain" "large" {
  domain_name = "logs"
  cluster_config {
    instance_type            = "r6g.4xlarge.search" # expect: FG-SIZE-013
    dedicated_master_enabled = true
    dedicated_master_type    = "m6g.large.search"
  }
  tags = { environment = "dev" }
}

resource "aws_opensearch_domain" "fits" {
  domain_name = "logs"
  cluster_config {
    instance_type = "r6g.xlarge.search"
  }
  tags = { environment = "dev" }
}

resource "aws_opensearch_domain" "production" {
  domain_name = "logs"
  cluster_config {
    instance_type = "r6g.8xlarge.search"
  }
  tags = { environment = "prod" }
}

resource "aws_elasticsearch_domain" "chosen" {
  domain_name = "logs"
  cluster_config {
    instance_type = var.size
  }
  tags = { environment = "dev" }
}
