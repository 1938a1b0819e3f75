variable "node" { # unresolved: FG-SIZE-014
  type = string
}

resource "aws_redshift_cluster" "large" {
  cluster_identifier = "reports"
  node_type          = "ra3.4xlarge" # expect: FG-SIZE-014
  tags               = { environment = "dev" }
}

resource "aws_redshift_cluster" "small" {
  cluster_identifier = "reports"
  node_type          = "ra3.xlplus"
  tags               = { environment = "dev" }
}

resource "aws_redshift_cluster" "production" {
  cluster_identifier = "reports"
  node_type          = "ra3.16xlarge"
  tags               = { environment = "prod" }
}

resource "aws_redshift_cluster" "chosen" {
  cluster_identifier = "reports"
  node_type          = var.node
  tags               = { environment = "dev" }
}
