module "network" { # expect: FG-GOV-018
  source = "registry.example.org/shop/network/aws"
}

module "pinned" {
  source  = "registry.example.org/shop/network/aws"
  version = "~> 1.2"
}

module "public" { # expect: FG-GOV-018
  source = "example/network/aws//modules/endpoints"
}

module "local" {
  source = "./local"
}

module "git" {
  source = "github.com/example/network/aws?ref=v1.2.0"
}

# OpenTofu lets a variable name it.
variable "place" {
  type = string
}

module "chosen" { # unresolved: FG-GOV-018
  source = var.place
}
