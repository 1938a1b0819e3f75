variable "node" { # unresolved: FG-GEN-005
  type = string
}

resource "aws_redshift_cluster" "old" {
  cluster_identifier = "reports"
  node_type          = "dc2.large" # expect: FG-GEN-005
}

resource "aws_redshift_cluster" "older" {
  cluster_identifier = "archive"
  node_type          = "ds2.xlarge" # expect: FG-GEN-005
}

resource "aws_redshift_cluster" "current" {
  cluster_identifier = "sales"
  node_type          = "ra3.xlplus"
}

resource "aws_redshift_cluster" "chosen" {
  cluster_identifier = "any"
  node_type          = var.node
}
