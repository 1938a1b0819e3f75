variable "cache" { # unresolved: FG-HA-021
  type = bool
}

resource "aws_api_gateway_stage" "cached" {
  rest_api_id           = "api"
  deployment_id         = "deployment"
  stage_name            = "v1"
  cache_cluster_enabled = true # expect: FG-HA-021
  cache_cluster_size    = "0.5"
  tags                  = { environment = "dev" }
}

resource "aws_api_gateway_stage" "plain" {
  rest_api_id   = "api"
  deployment_id = "deployment"
  stage_name    = "v1"
  tags          = { environment = "dev" }
}

resource "aws_api_gateway_stage" "production" {
  rest_api_id           = "api"
  deployment_id         = "deployment"
  stage_name            = "v1"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
  tags                  = { environment = "prod" }
}

resource "aws_api_gateway_stage" "chosen" {
  rest_api_id           = "api"
  deployment_id         = "deployment"
  stage_name            = "v1"
  cache_cluster_enabled = var.cache
  tags                  = { environment = "test" }
}
