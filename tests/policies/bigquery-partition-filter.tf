variable "filter" { # unresolved: FG-STO-045
  type = bool
}

resource "google_bigquery_table" "any_query" { # expect: FG-STO-045
  dataset_id = "orders"
  table_id   = "events"
  time_partitioning {
    type  = "DAY"
    field = "day"
  }
}

resource "google_bigquery_table" "asks" {
  dataset_id               = "orders"
  table_id                 = "events"
  require_partition_filter = true
  time_partitioning {
    type  = "DAY"
    field = "day"
  }
}

resource "google_bigquery_table" "asks_as_before" {
  dataset_id = "orders"
  table_id   = "events"
  time_partitioning {
    type                     = "DAY"
    require_partition_filter = true
  }
}

resource "google_bigquery_table" "whole" {
  dataset_id = "orders"
  table_id   = "countries"
}

resource "google_bigquery_table" "chosen" {
  dataset_id               = "orders"
  table_id                 = "events"
  require_partition_filter = var.filter
  time_partitioning {
    type = "DAY"
  }
}
