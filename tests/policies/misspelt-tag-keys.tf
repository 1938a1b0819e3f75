resource "aws_sqs_queue" "beside" {
  tags = {
    owner = "checkout"
    onwer = "checkout" # expect: FG-TAG-013
  }
}

# required-tags tells this one.
resource "aws_sqs_queue" "instead" {
  tags = { onwer = "checkout" }
}

resource "aws_sqs_queue" "optional" {
  tags = {
    data-clasification = "internal" # expect: FG-TAG-013
  }
}

resource "aws_sqs_queue" "others" {
  tags = {
    owner       = "checkout"
    owners      = "checkout"
    project     = "cart"
    project-id  = "4711"
    environment = "prod"
    storage     = "hot"
    departments = "2"
  }
}

resource "google_storage_bucket" "beside" {
  name     = "shop"
  location = "EU"
  labels = {
    environment = "prod"
    enviroment  = "prod" # expect: FG-TAG-013
  }
}
