variable "days" { # unresolved: FG-BAK-003
  type = number
}

resource "aws_backup_plan" "for_ever" {
  name = "shop"
  rule { # expect: FG-BAK-003
    rule_name         = "daily"
    target_vault_name = "shop"
    schedule          = "cron(0 3 * * ? *)"
  }
  rule {
    rule_name         = "monthly"
    target_vault_name = "shop"
    schedule          = "cron(0 3 1 * ? *)"
    lifecycle { # expect: FG-BAK-003
      cold_storage_after = 30
    }
  }
}

resource "aws_backup_plan" "copies_for_ever" {
  name = "shop"
  rule {
    rule_name         = "daily"
    target_vault_name = "shop"
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = 35
    }
    copy_action { # expect: FG-BAK-003
      destination_vault_arn = "arn:aws:backup:eu-west-1:123456789012:backup-vault:shop"
    }
  }
}

resource "aws_backup_plan" "expires" {
  name = "shop"
  rule {
    rule_name         = "daily"
    target_vault_name = "shop"
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = 35
    }
  }
}

resource "aws_backup_plan" "chosen" {
  name = "shop"
  rule {
    rule_name         = "daily"
    target_vault_name = "shop"
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = var.days
    }
  }
}
