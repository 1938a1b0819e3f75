variable "extra_tags" {
  type = map(string)
}

resource "aws_ecs_cluster" "for_ever" { # expect: FG-TAG-021
  name = "trial"
  tags = { environment = "sandbox" }
}

resource "aws_ecs_cluster" "until" {
  name = "trial"
  tags = { environment = "sandbox", ExpiresOn = "2027-03-31" }
}

resource "aws_ecs_cluster" "perhaps" { # unresolved: FG-TAG-021
  name = "trial"
  tags = merge(var.extra_tags, { environment = "sandbox" })
}

resource "aws_ecs_cluster" "production" {
  name = "shop"
  tags = { environment = "prod" }
}

resource "aws_ecs_cluster" "nowhere" {
  name = "shop"
  tags = { owner = "checkout" }
}

resource "aws_sqs_queue" "nearly_free" {
  tags = { environment = "sandbox" }
}
