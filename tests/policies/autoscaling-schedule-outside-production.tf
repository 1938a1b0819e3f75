resource "aws_autoscaling_group" "always" { # expect: FG-ELA-027
  name     = "build"
  min_size = 1
  max_size = 3
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "by_day" {
  name     = "desk"
  min_size = 1
  max_size = 3
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_schedule" "evening" {
  scheduled_action_name  = "evening"
  autoscaling_group_name = aws_autoscaling_group.by_day.name
  min_size               = 0
  max_size               = 0
  desired_capacity       = 0
  recurrence             = "0 19 * * *"
}

resource "aws_autoscaling_group" "to_zero" {
  name     = "jobs"
  min_size = 0
  max_size = 3
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}
