variable "maximum" { # unresolved: FG-SIZE-044
  type = number
}

resource "aws_elasticache_serverless_cache" "unbounded" { # expect: FG-SIZE-044
  engine = "valkey"
  name   = "sessions"
}

resource "aws_elasticache_serverless_cache" "half" {
  engine = "valkey"
  name   = "sessions"
  cache_usage_limits { # expect: FG-SIZE-044
    ecpu_per_second {
      maximum = 5000
    }
  }
}

resource "aws_elasticache_serverless_cache" "bounded" {
  engine = "valkey"
  name   = "sessions"
  cache_usage_limits {
    data_storage {
      maximum = 10
      unit    = "GB"
    }
    ecpu_per_second {
      maximum = 5000
    }
  }
}

resource "aws_elasticache_serverless_cache" "chosen" {
  engine = "valkey"
  name   = "sessions"
  cache_usage_limits {
    data_storage {
      maximum = var.maximum
      unit    = "GB"
    }
  }
}
