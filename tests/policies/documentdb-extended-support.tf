# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-004
  type = string
}

resource "aws_docdb_cluster" "old" {
  cluster_identifier = "old"
  engine_version     = "3.6.0" # expect: FG-SUP-004
}

resource "aws_docdb_cluster" "current" {
  cluster_identifier = "current"
  engine_version     = "5.0.0"
}

resource "aws_docdb_cluster" "chosen" {
  cluster_identifier = "chosen"
  engine_version     = var.release
}
