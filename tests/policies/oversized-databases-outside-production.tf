variable "class" { # unresolved: FG-SIZE-010
  type = string
}

resource "aws_db_instance" "large" {
  engine         = "postgres"
  instance_class = "db.r6g.4xlarge" # expect: FG-SIZE-010
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "much_memory" {
  engine         = "postgres"
  instance_class = "db.x2g.2xlarge" # expect: FG-SIZE-010
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "fits" {
  engine         = "postgres"
  instance_class = "db.r6g.2xlarge"
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "production" {
  engine         = "postgres"
  instance_class = "db.r6g.16xlarge"
  tags           = { environment = "prod" }
}

resource "aws_db_instance" "nowhere" {
  engine         = "postgres"
  instance_class = "db.r6g.4xlarge" # unresolved: FG-SIZE-010
}

resource "aws_rds_cluster_instance" "chosen" {
  cluster_identifier = "orders"
  engine             = "aurora-postgresql"
  instance_class     = var.class
  tags               = { environment = "test" }
}

resource "azurerm_postgresql_flexible_server" "large" {
  name     = "orders"
  sku_name = "GP_Standard_D16ds_v5" # expect: FG-SIZE-010
  tags     = { environment = "staging" }
}

resource "google_sql_database_instance" "large" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier            = "db-custom-16-61440" # expect: FG-SIZE-010
    disk_autoresize = false
    user_labels     = { environment = "test" }
  }
}

resource "aws_rds_cluster" "serverless" {
  engine = "aurora-mysql"
  tags   = { environment = "dev" }
}
