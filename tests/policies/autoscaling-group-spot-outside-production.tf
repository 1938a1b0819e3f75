variable "share" { # unresolved: FG-RATE-004
  type = number
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_autoscaling_group" "on_demand" {
  min_size = 0
  max_size = 3
  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = 100 # expect: FG-RATE-004
    }
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
    }
  }
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "by_omission" {
  min_size = 0
  max_size = 3
  mixed_instances_policy { # expect: FG-RATE-004
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
    }
  }
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "spot" {
  min_size = 0
  max_size = 3
  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = 0
    }
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
    }
  }
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "not_mixed" {
  min_size = 0
  max_size = 3
  launch_template {
    id = "lt-1"
  }
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "chosen" {
  min_size = 0
  max_size = 3
  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = var.share
    }
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
    }
  }
  tag {
    key                 = "environment"
    value               = "dev"
    propagate_at_launch = true
  }
}
