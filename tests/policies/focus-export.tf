resource "aws_cur_report_definition" "alone" { # expect: FG-GOV-012
  report_name                = "alone"
  time_unit                  = "HOURLY"
  format                     = "Parquet"
  compression                = "Parquet"
  report_versioning          = "OVERWRITE_REPORT"
  additional_schema_elements = ["RESOURCES"]
  s3_bucket                  = "shop-costs"
  s3_prefix                  = "reports"
  s3_region                  = "us-east-1"
}
