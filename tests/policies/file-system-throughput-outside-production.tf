variable "throughput" { # unresolved: FG-SIZE-032
  type = number
}

resource "aws_efs_file_system" "provisioned" {
  throughput_mode                 = "provisioned"
  provisioned_throughput_in_mibps = 100 # expect: FG-SIZE-032
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
  tags = { environment = "dev" }
}

resource "aws_efs_file_system" "elastic" {
  throughput_mode = "elastic"
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
  tags = { environment = "dev" }
}

resource "aws_fsx_windows_file_system" "fast" {
  storage_capacity    = 100
  subnet_ids          = ["subnet-1"]
  throughput_capacity = 512 # expect: FG-SIZE-032
  tags                = { environment = "test" }
}

resource "aws_fsx_openzfs_file_system" "least" {
  deployment_type     = "SINGLE_AZ_2"
  storage_capacity    = 100
  subnet_ids          = ["subnet-1"]
  throughput_capacity = 160
  tags                = { environment = "test" }
}

resource "aws_fsx_windows_file_system" "production" {
  storage_capacity    = 100
  subnet_ids          = ["subnet-1"]
  throughput_capacity = 512
  tags                = { environment = "prod" }
}

resource "aws_fsx_windows_file_system" "chosen" {
  storage_capacity    = 100
  subnet_ids          = ["subnet-1"]
  throughput_capacity = var.throughput
  tags                = { environment = "test" }
}
