variable "labels" { # unresolved: FG-TAG-050
  type = map(string)
}

provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { owner = "checkout" }
  }
}

provider "aws" { # expect: FG-TAG-050
  alias  = "bare"
  region = "eu-central-1"
}

provider "google" { # expect: FG-TAG-050
  project = "shop"
}

provider "google" {
  alias          = "labelled"
  project        = "shop"
  default_labels = { owner = "checkout" }
}

provider "google" {
  alias          = "chosen"
  project        = "shop"
  default_labels = var.labels
}

provider "azurerm" {
  features {}
}
