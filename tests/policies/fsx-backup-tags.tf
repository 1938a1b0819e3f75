variable "copy" { # unresolved: FG-TAG-038
  type = bool
}

resource "aws_fsx_windows_file_system" "untagged" { # expect: FG-TAG-038
  storage_capacity                = 300
  throughput_capacity             = 32
  subnet_ids                      = ["subnet-1"]
  automatic_backup_retention_days = 7
}

resource "aws_fsx_windows_file_system" "tagged" {
  storage_capacity                = 300
  throughput_capacity             = 32
  subnet_ids                      = ["subnet-1"]
  automatic_backup_retention_days = 7
  copy_tags_to_backups            = true
}

resource "aws_fsx_lustre_file_system" "scratch" {
  storage_capacity = 1200
  subnet_ids       = ["subnet-1"]
}

resource "aws_fsx_openzfs_file_system" "chosen" {
  deployment_type                 = "SINGLE_AZ_1"
  storage_capacity                = 64
  throughput_capacity             = 64
  subnet_ids                      = ["subnet-1"]
  automatic_backup_retention_days = 7
  copy_tags_to_backups            = var.copy
}
