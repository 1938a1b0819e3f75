variable "environment" {
  default = "dev"
}

variable "bid" { # unresolved: FG-RATE-006
  type = string
}

resource "aws_emr_instance_group" "on_demand" { # expect: FG-RATE-006
  cluster_id     = "j-1"
  instance_type  = "m5.xlarge"
  instance_count = 4
}

resource "aws_emr_instance_group" "spot" {
  cluster_id     = "j-1"
  instance_type  = "m5.xlarge"
  instance_count = 4
  bid_price      = "0.30"
}

resource "aws_emr_instance_fleet" "spot" {
  cluster_id           = "j-1"
  target_spot_capacity = 4
}

resource "aws_emr_instance_group" "chosen" {
  cluster_id     = "j-1"
  instance_type  = "m5.xlarge"
  instance_count = 4
  bid_price      = var.bid
}
