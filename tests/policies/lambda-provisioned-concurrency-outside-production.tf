variable "environment" {
  default = "dev"
}

variable "copies" { # unresolved: FG-SIZE-022
  type = number
}

provider "aws" {
  default_tags {
    tags = { environment = var.environment }
  }
}

resource "aws_sagemaker_endpoint_configuration" "warm" {
  production_variants {
    model_name = "forecast"
    serverless_config {
      max_concurrency         = 5
      memory_size_in_mb       = 2048
      provisioned_concurrency = 2 # expect: FG-SIZE-022
    }
  }
}

resource "aws_sagemaker_endpoint_configuration" "on_demand" {
  production_variants {
    model_name = "forecast"
    serverless_config {
      max_concurrency   = 5
      memory_size_in_mb = 2048
    }
  }
}

resource "aws_sagemaker_endpoint_configuration" "chosen" {
  production_variants {
    model_name = "forecast"
    serverless_config {
      max_concurrency         = 5
      memory_size_in_mb       = 2048
      provisioned_concurrency = var.copies
    }
  }
}

resource "aws_sagemaker_endpoint_configuration" "production" {
  production_variants {
    model_name = "forecast"
    serverless_config {
      max_concurrency         = 5
      memory_size_in_mb       = 2048
      provisioned_concurrency = 2
    }
  }
  tags = { environment = "prod" }
}

resource "aws_lambda_provisioned_concurrency_config" "warm" {
  function_name                     = "checkout"
  qualifier                         = "live"
  provisioned_concurrent_executions = 3 # expect: FG-SIZE-022
}
