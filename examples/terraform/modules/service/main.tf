locals {
  tags = merge(var.tags, { service = var.name })
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/larkmoor/${var.name}"
  retention_in_days = var.log_retention_days

  tags = local.tags
}

resource "aws_launch_template" "this" {
  name_prefix   = "${var.name}-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = var.instance_type

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 30
      volume_type = "gp3"
    }
  }

  # The machines get their tags from here: default_tags of the provider do not reach what a launch template starts.
  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = local.tags
    }
  }

  tags = local.tags
}

resource "aws_autoscaling_group" "this" {
  name                = var.name
  min_size            = var.instances
  max_size            = var.instances * 3
  vpc_zone_identifier = var.subnet_ids

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}
