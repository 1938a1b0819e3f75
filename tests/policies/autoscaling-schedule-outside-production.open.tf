variable "group" {
  type = string
}

resource "aws_autoscaling_group" "perhaps" { # unresolved: FG-ELA-027
  name     = "build"
  min_size = 1
  max_size = 3
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_schedule" "of_some" {
  scheduled_action_name  = "evening"
  autoscaling_group_name = var.group
  min_size               = 0
  recurrence             = "0 19 * * *"
}
