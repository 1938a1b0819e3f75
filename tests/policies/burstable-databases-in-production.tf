variable "class" { # unresolved: FG-SIZE-056
  type = string
}

resource "aws_db_instance" "burstable" {
  engine         = "postgres"
  instance_class = "db.t4g.medium" # expect: FG-SIZE-056
  tags           = { environment = "prod" }
}

resource "aws_db_instance" "steady" {
  engine         = "postgres"
  instance_class = "db.m7g.large"
  tags           = { environment = "prod" }
}

resource "aws_db_instance" "development" {
  engine         = "postgres"
  instance_class = "db.t4g.medium"
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "nowhere" {
  engine         = "postgres"
  instance_class = "db.t4g.medium"
}

resource "azurerm_postgresql_flexible_server" "burstable" {
  name     = "orders"
  sku_name = "B_Standard_B2ms" # expect: FG-SIZE-056
  tags     = { environment = "prod" }
}

resource "google_sql_database_instance" "shared_core" {
  name             = "orders"
  database_version = "POSTGRES_16"
  settings {
    tier            = "db-g1-small" # expect: FG-SIZE-056
    disk_autoresize = false
    user_labels     = { environment = "prod" }
  }
}

resource "aws_rds_cluster_instance" "chosen" {
  cluster_identifier = "orders"
  engine             = "aurora-postgresql"
  instance_class     = var.class
  tags               = { environment = "prod" }
}
