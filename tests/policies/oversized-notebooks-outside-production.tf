variable "size" { # unresolved: FG-SIZE-017
  type = string
}

resource "aws_sagemaker_notebook_instance" "large" {
  name                  = "forecast"
  instance_type         = "ml.m5.4xlarge" # expect: FG-SIZE-017
  role_arn              = "arn:aws:iam::123456789012:role/notebooks"
  lifecycle_config_name = "stop-when-idle"
  tags                  = { environment = "dev" }
}

resource "aws_sagemaker_notebook_instance" "small" {
  name                  = "forecast"
  instance_type         = "ml.t3.medium"
  role_arn              = "arn:aws:iam::123456789012:role/notebooks"
  lifecycle_config_name = "stop-when-idle"
  tags                  = { environment = "dev" }
}

resource "aws_sagemaker_space" "large" {
  domain_id  = "d-1"
  space_name = "forecast"
  space_settings {
    jupyter_lab_app_settings {
      default_resource_spec {
        instance_type = "ml.r5.4xlarge" # expect: FG-SIZE-017
      }
    }
  }
  tags = { environment = "dev" }
}

resource "aws_sagemaker_endpoint_configuration" "production" {
  production_variants {
    model_name             = "forecast"
    instance_type          = "ml.m5.12xlarge"
    initial_instance_count = 2
  }
  tags = { environment = "prod" }
}

resource "google_workbench_instance" "chosen" {
  name     = "forecast"
  location = "europe-west1-b"
  gce_setup {
    machine_type = var.size
  }
  labels = { environment = "dev" }
}
