variable "standby" { # unresolved: FG-SIZE-037
  type = string
}

resource "aws_opensearchserverless_collection" "default" { # expect: FG-SIZE-037
  name = "articles"
  type = "SEARCH"
  tags = { environment = "dev" }
}

resource "aws_opensearchserverless_collection" "standby" {
  name             = "articles"
  standby_replicas = "ENABLED" # expect: FG-SIZE-037
  tags             = { environment = "test" }
}

resource "aws_opensearchserverless_collection" "alone" {
  name             = "articles"
  standby_replicas = "DISABLED"
  tags             = { environment = "dev" }
}

resource "aws_opensearchserverless_collection" "production" {
  name = "articles"
  tags = { environment = "prod" }
}

resource "aws_opensearchserverless_collection" "chosen" {
  name             = "articles"
  standby_replicas = var.standby
  tags             = { environment = "dev" }
}
