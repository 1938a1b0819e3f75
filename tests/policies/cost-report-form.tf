variable "format" { # unresolved: FG-GOV-011
  type = string
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

resource "aws_cur_report_definition" "copies" { # expect: FG-GOV-011
  report_name                = "copies"
  time_unit                  = "HOURLY"
  format                     = "textORcsv" # expect: FG-GOV-011
  compression                = "GZIP"
  additional_schema_elements = ["RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}

resource "aws_cur_report_definition" "for_redshift" {
  report_name                = "for-redshift"
  time_unit                  = "HOURLY"
  format                     = "textORcsv"
  compression                = "GZIP"
  additional_schema_elements = ["RESOURCES"]
  additional_artifacts       = ["REDSHIFT", "QUICKSIGHT"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}

resource "aws_cur_report_definition" "once" {
  report_name                = "once"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = ["RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}

resource "aws_cur_report_definition" "chosen" {
  report_name                = "chosen"
  time_unit                  = "HOURLY"
  format                     = var.format
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = ["RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}
