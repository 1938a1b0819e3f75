variable "expiration" { # unresolved: FG-STO-044
  type = number
}

resource "google_bigquery_dataset" "kept" { # expect: FG-STO-044
  dataset_id = "trial"
  location   = "EU"
  labels     = { environment = "dev" }
}

resource "google_bigquery_dataset" "expires" {
  dataset_id                  = "trial"
  location                    = "EU"
  default_table_expiration_ms = 2592000000
  labels                      = { environment = "dev" }
}

resource "google_bigquery_dataset" "partitions_expire" {
  dataset_id                      = "trial"
  location                        = "EU"
  default_partition_expiration_ms = 2592000000
  labels                          = { environment = "dev" }
}

resource "google_bigquery_dataset" "production" {
  dataset_id = "orders"
  location   = "EU"
  labels     = { environment = "prod" }
}

resource "google_bigquery_dataset" "chosen" {
  dataset_id                  = "trial"
  location                    = "EU"
  default_table_expiration_ms = var.expiration
  labels                      = { environment = "dev" }
}
