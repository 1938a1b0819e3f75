variable "templates" {
  type = list(string)
}

resource "aws_eks_node_group" "untagged" { # expect: FG-TAG-040
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = ["subnet-1"]
  tags          = { owner = "platform" }
}

resource "aws_eks_node_group" "template" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = ["subnet-1"]
  launch_template {
    id      = "lt-1"
    version = "1"
  }
}

resource "aws_eks_node_group" "chosen" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::111122223333:role/node"
  subnet_ids    = ["subnet-1"]
  dynamic "launch_template" { # unresolved: FG-TAG-040
    for_each = var.templates
    content {
      id      = launch_template.value
      version = "1"
    }
  }
}
