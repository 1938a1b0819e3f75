variable "script" { # unresolved: FG-ELA-009
  type = string
}

resource "aws_sagemaker_notebook_instance" "always" { # expect: FG-ELA-009
  name          = "forecast"
  instance_type = "ml.t3.medium"
  role_arn      = "arn:aws:iam::123456789012:role/notebooks"
}

resource "aws_sagemaker_notebook_instance" "stops" {
  name                  = "forecast"
  instance_type         = "ml.t3.medium"
  role_arn              = "arn:aws:iam::123456789012:role/notebooks"
  lifecycle_config_name = "stop-when-idle"
}

resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "stop" {
  on_start = "c3RvcAo="
}

resource "aws_sagemaker_notebook_instance" "stops_by_script" {
  name                  = "forecast"
  instance_type         = "ml.t3.medium"
  role_arn              = "arn:aws:iam::123456789012:role/notebooks"
  lifecycle_config_name = aws_sagemaker_notebook_instance_lifecycle_configuration.stop.name
}

resource "aws_sagemaker_domain" "always" {
  domain_name = "research"
  auth_mode   = "IAM"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1"]
  default_user_settings { # expect: FG-ELA-009
    execution_role = "arn:aws:iam::123456789012:role/notebooks"
  }
}

resource "aws_sagemaker_domain" "stops" {
  domain_name = "research"
  auth_mode   = "IAM"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1"]
  default_user_settings {
    execution_role = "arn:aws:iam::123456789012:role/notebooks"
    jupyter_lab_app_settings {
      app_lifecycle_management {
        idle_settings {
          lifecycle_management    = "ENABLED"
          idle_timeout_in_minutes = 60
        }
      }
    }
  }
}

resource "aws_sagemaker_notebook_instance" "chosen" {
  name                  = "forecast"
  instance_type         = "ml.t3.medium"
  role_arn              = "arn:aws:iam::123456789012:role/notebooks"
  lifecycle_config_name = var.script
}
