module "newest" {
  source = "git::https://example.org/shop/network.git" # expect: FG-GOV-019
}

module "branch" {
  source = "github.com/example/network?ref=main" # expect: FG-GOV-019
}

module "tag" {
  source = "git::https://example.org/shop/network.git//vpc?depth=1&ref=v1.2.0"
}

module "local" {
  source = "./local"
}

# OpenTofu lets a variable name it.
variable "place" { # unresolved: FG-GOV-019
  type = string
}

module "chosen" {
  source = var.place
}
