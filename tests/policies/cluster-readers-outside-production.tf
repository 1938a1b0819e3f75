resource "aws_rds_cluster_instance" "first" {
  identifier         = "shop-1"
  cluster_identifier = "shop-dev"
  instance_class     = "db.t4g.medium"
  engine             = "aurora-postgresql"
  tags               = { environment = "dev" }
}

resource "aws_rds_cluster_instance" "second" { # expect: FG-HA-011
  identifier         = "shop-2"
  cluster_identifier = "shop-dev"
  instance_class     = "db.t4g.medium"
  engine             = "aurora-postgresql"
  tags               = { environment = "dev" }
}

resource "aws_neptune_cluster_instance" "first" {
  cluster_identifier = "graph"
  instance_class     = "db.t4g.medium"
}

resource "aws_neptune_cluster_instance" "second" { # unresolved: FG-HA-011
  cluster_identifier = "graph"
  instance_class     = "db.t4g.medium"
}

resource "aws_docdb_cluster_instance" "only" {
  cluster_identifier = "carts-dev"
  instance_class     = "db.t4g.medium"
  tags               = { environment = "dev" }
}
