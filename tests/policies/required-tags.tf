provider "aws" {
  default_tags {
    tags = {
      cost-center = "CC-1200"
      environment = "prod"
    }
  }
}

provider "aws" {
  alias = "bare"
}

resource "aws_instance" "complete" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags = {
    Team = "checkout"
    app  = "cart"
  }
}

resource "aws_instance" "lacks_owner" { # expect: FG-TAG-001
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { application = "cart" }
}

resource "aws_instance" "no_default_tags" { # expect: FG-TAG-001
  provider      = aws.bare
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { application = "cart", owner = "checkout" }
}

resource "aws_instance" "misspelt" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags = {
    application = "cart"
    onwer       = "checkout" # expect: FG-TAG-001
  }
}

resource "aws_instance" "empty" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags = {
    application = "cart"
    owner       = "" # expect: FG-TAG-001
  }
}

resource "aws_instance" "null" { # expect: FG-TAG-001
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags = {
    application = "cart"
    owner       = null
  }
}

variable "extra_tags" {
  type = map(string)
}

resource "aws_instance" "open" { # unresolved: FG-TAG-001
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = merge({ application = "cart" }, var.extra_tags)
}

resource "aws_instance" "decided" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = merge(var.extra_tags, { application = "cart", owner = "checkout" })
}

resource "aws_route_table_association" "not_taggable" {
  route_table_id = "rtb-1"
  subnet_id      = "subnet-1"
}

resource "azurerm_resource_group" "complete" {
  name     = "shop"
  location = "westeurope"
  tags = {
    OWNER       = "checkout"
    Environment = "prod"
    CostCenter  = "CC-1200"
    Application = "cart"
  }
}

resource "azurerm_resource_group" "bare" { # expect: FG-TAG-001
  name     = "shop"
  location = "westeurope"
}

resource "google_storage_bucket" "complete" {
  name     = "shop"
  location = "EU"
  labels = {
    owner       = "checkout"
    env         = "prod"
    cost_center = "cc-1200"
    app         = "cart"
  }
}

resource "google_storage_bucket" "bare" { # expect: FG-TAG-001
  name     = "shop"
  location = "EU"
}

variable "cluster" {
  type = string
}

# A key that begins otherwise cannot be a mandatory one.
resource "aws_sqs_queue" "partly_known_key" { # expect: FG-TAG-001
  tags = merge({ owner = "team-a", environment = "dev", cost-center = "1" }, { "cluster/${var.cluster}" = "owned" })
}
