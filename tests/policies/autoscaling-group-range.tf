variable "minimum" {
  type = number
}

resource "aws_autoscaling_group" "fixed" {
  min_size = 4
  max_size = 4 # expect: FG-ELA-020
}

resource "aws_autoscaling_group" "scales" {
  min_size = 1
  max_size = 4
}

resource "aws_autoscaling_group" "replaces" {
  min_size = 1
  max_size = 1
}

resource "aws_autoscaling_group" "chosen" {
  min_size = var.minimum
  max_size = 6 # unresolved: FG-ELA-020
}
