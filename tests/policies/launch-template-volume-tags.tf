variable "tagged" {
  type = list(string)
}

resource "aws_launch_template" "none" { # expect: FG-TAG-030
  image_id = "ami-1"
}

resource "aws_launch_template" "machines" {
  image_id = "ami-1"
  tag_specifications {
    resource_type = "instance" # expect: FG-TAG-030
    tags          = { owner = "checkout" }
  }
}

resource "aws_launch_template" "volumes" {
  image_id = "ami-1"
  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])
    content {
      resource_type = tag_specifications.key
      tags          = { owner = "checkout" }
    }
  }
}

resource "aws_launch_template" "chosen" {
  image_id = "ami-1"
  dynamic "tag_specifications" { # unresolved: FG-TAG-030
    for_each = toset(var.tagged)
    content {
      resource_type = tag_specifications.key
      tags          = { owner = "checkout" }
    }
  }
}
