module "plain" {
  source = "http://modules.example.org/network.zip" # expect: FG-GOV-020
}

module "absolute" {
  source = "/opt/modules/network" # expect: FG-GOV-020
}

module "local" {
  source = "../network"
}

module "registry" {
  source  = "registry.example.org/shop/network/aws"
  version = "1.2.0"
}

module "git" {
  source = "git::https://example.org/shop/network.git?ref=v1.2.0"
}

# OpenTofu lets a variable name it.
variable "place" { # unresolved: FG-GOV-020
  type = string
}

module "chosen" {
  source = var.place
}
