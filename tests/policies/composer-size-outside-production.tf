variable "size" { # unresolved: FG-SIZE-046
  type = string
}

resource "google_composer_environment" "large" {
  name = "reports"
  config {
    environment_size = "ENVIRONMENT_SIZE_LARGE" # expect: FG-SIZE-046
  }
  labels = { environment = "dev" }
}

resource "google_composer_environment" "small" {
  name = "reports"
  config {
    environment_size = "ENVIRONMENT_SIZE_SMALL"
  }
  labels = { environment = "dev" }
}

resource "google_composer_environment" "default" {
  name   = "reports"
  labels = { environment = "dev" }
}

resource "google_composer_environment" "production" {
  name = "reports"
  config {
    environment_size = "ENVIRONMENT_SIZE_LARGE"
  }
  labels = { environment = "prod" }
}

resource "google_composer_environment" "chosen" {
  name = "reports"
  config {
    environment_size = var.size
  }
  labels = { environment = "dev" }
}
