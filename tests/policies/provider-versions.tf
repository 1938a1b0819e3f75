terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = { source = "hashicorp/aws" } # expect: FG-GOV-022

    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
}
