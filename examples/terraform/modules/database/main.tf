resource "aws_db_instance" "this" {
  identifier              = var.name
  engine                  = "postgres"
  instance_class          = var.instance_class
  allocated_storage       = 100
  storage_type            = var.storage_type
  backup_retention_period = var.backup_days
  username                = "larkmoor"
  password                = var.password
  copy_tags_to_snapshot   = true
}
