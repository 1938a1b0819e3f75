variable "days" { # unresolved: FG-LOG-025
  type = number
}

resource "google_logging_project_bucket_config" "ten_years" {
  project        = "shop"
  location       = "global"
  bucket_id      = "audit"
  retention_days = 3650 # expect: FG-LOG-025
}

resource "google_logging_folder_bucket_config" "a_year" {
  folder         = "folders/1"
  location       = "global"
  bucket_id      = "audit"
  retention_days = 365
}

resource "google_logging_project_bucket_config" "default" {
  project   = "shop"
  location  = "global"
  bucket_id = "_Default"
}

resource "google_logging_project_bucket_config" "chosen" {
  project        = "shop"
  location       = "global"
  bucket_id      = "audit"
  retention_days = var.days
}
