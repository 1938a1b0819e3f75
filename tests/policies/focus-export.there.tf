resource "aws_cur_report_definition" "both" {
  report_name                = "both"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = ["RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
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
