variable "policies" {
  type = list(string)
}

resource "aws_efs_file_system" "all_standard" { # expect: FG-STO-023
  encrypted = true
}

resource "aws_efs_file_system" "only_back" {
  lifecycle_policy { # expect: FG-STO-023
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }
}

resource "aws_efs_file_system" "moves" {
  lifecycle_policy {
    transition_to_primary_storage_class = "AFTER_1_ACCESS"
  }
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
}

resource "aws_efs_file_system" "chosen" {
  dynamic "lifecycle_policy" { # unresolved: FG-STO-023
    for_each = var.policies
    content {
      transition_to_ia = lifecycle_policy.value
    }
  }
}
