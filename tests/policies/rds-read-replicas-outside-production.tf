variable "source" { # unresolved: FG-HA-012
  type = string
}

resource "aws_db_instance" "reads" {
  instance_class      = "db.t4g.medium"
  replicate_source_db = "shop-dev" # expect: FG-HA-012
  tags                = { environment = "dev" }
}

resource "aws_db_instance" "shop" {
  instance_class = "db.t4g.medium"
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "production" {
  instance_class      = "db.t4g.medium"
  replicate_source_db = "shop"
  tags                = { environment = "prod" }
}

resource "aws_db_instance" "chosen" {
  instance_class      = "db.t4g.medium"
  replicate_source_db = var.source
  tags                = { environment = "test" }
}
