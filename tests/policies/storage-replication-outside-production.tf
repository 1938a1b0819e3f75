variable "environment" {
  default = "dev"
}

variable "regions" {
  type = set(string)
}

resource "aws_s3_bucket_replication_configuration" "exports" {
  bucket = "shop-exports"
  role   = "arn:aws:iam::123456789012:role/replication"
  rule { # expect: FG-HA-018
    status = "Enabled"
    destination {
      bucket = "arn:aws:s3:::shop-exports-copy"
    }
  }
}

resource "aws_efs_replication_configuration" "files" {
  source_file_system_id = "fs-1"
  destination { # expect: FG-HA-018
    region = "eu-west-1"
  }
}

resource "aws_backup_plan" "copied" {
  name = "shop-dev"
  rule {
    rule_name         = "daily"
    target_vault_name = "shop"
    lifecycle {
      delete_after = 7
    }
    copy_action { # expect: FG-HA-018
      destination_vault_arn = "arn:aws:backup:eu-west-1:123456789012:backup-vault:shop"
      lifecycle {
        delete_after = 7
      }
    }
  }
}

resource "aws_secretsmanager_secret" "here" {
  name = "password"
}

resource "aws_secretsmanager_secret" "production" {
  name = "password"
  replica {
    region = "eu-west-1"
  }
  tags = { environment = "prod" }
}

resource "aws_secretsmanager_secret" "chosen" {
  name = "password"
  dynamic "replica" { # unresolved: FG-HA-018
    for_each = var.regions
    content {
      region = replica.value
    }
  }
}
