variable "elements" { # unresolved: FG-GOV-010
  type = list(string)
}

resource "aws_bcmdataexports_export" "focus" {
  export {
    name = "focus"
    data_query {
      query_statement = "SELECT BilledCost, ServiceName FROM FOCUS_1_2_AWS"
    }
    refresh_cadence {
      frequency = "SYNCHRONOUS"
    }
  }
}

resource "aws_cur_report_definition" "services" {
  report_name                = "services"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = [] # expect: FG-GOV-010
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}

resource "aws_cur_report_definition" "resources" {
  report_name                = "resources"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = ["SPLIT_COST_ALLOCATION_DATA", "RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}

resource "aws_cur_report_definition" "chosen" {
  report_name                = "chosen"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = var.elements
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}
