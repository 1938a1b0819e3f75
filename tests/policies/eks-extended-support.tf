# finops-guard: {as-of: 2026-11-28}

variable "release" { # unresolved: FG-SUP-001
  type = string
}

resource "aws_eks_cluster" "old" {
  name     = "old"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = "1.32" # expect: FG-SUP-001

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_eks_cluster" "charged" {
  name     = "charged"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = "1.33" # expect: FG-SUP-001

  upgrade_policy {
    support_type = "EXTENDED"
  }

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

# Upgraded instead.
resource "aws_eks_cluster" "upgraded" {
  name     = "upgraded"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = "1.33"

  upgrade_policy {
    support_type = "STANDARD"
  }

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_eks_cluster" "current" {
  name     = "current"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = "1.35"

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_eks_cluster" "latest" {
  name     = "latest"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_eks_cluster" "later" {
  name     = "later"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = "1.47"

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_eks_cluster" "chosen" {
  name     = "chosen"
  role_arn = "arn:aws:iam::123456789012:role/eks"
  version  = var.release

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}
