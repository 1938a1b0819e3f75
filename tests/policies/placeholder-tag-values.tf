variable "owner" { # unresolved: FG-TAG-002
  type = string
}

variable "stage" {
  default = "TBD" # expect: FG-TAG-002
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags = {
    owner       = "checkout"
    environment = var.stage
    cost-center = " n/a " # expect: FG-TAG-002
    application = "cart"
    Name        = "none"
  }
}

resource "azurerm_resource_group" "shop" {
  name     = "shop"
  location = "westeurope"
  tags = {
    Owner      = "checkout"
    CostCenter = "ChangeMe" # expect: FG-TAG-002
  }
}

resource "google_storage_bucket" "shop" {
  name     = "shop"
  location = "EU"
  labels   = { owner = "checkout", env = "prod", cost_center = "cc-1200", app = "cart" }
}

resource "google_storage_bucket" "asked_for" {
  name     = "shop-asked-for"
  location = "EU"
  labels   = { owner = var.owner }
}

# Whatever the variable holds, the text is no placeholder.
resource "aws_sqs_queue" "partly_known_value" {
  tags = { owner = "team-${var.owner}", environment = "dev", cost-center = "1", application = "shop" }
}

resource "kubernetes_deployment_v1" "cart" {
  metadata {
    name   = "cart"
    labels = { owner = "todo" } # no cost tool reads it
  }
  spec {
    template {
      metadata {
        labels = { owner = "checkout", cost-center = "tbd" } # expect: FG-TAG-002
      }
      spec {
        container {
          name = "cart"
        }
      }
    }
  }
}
