variable "standby" { # unresolved: FG-HA-001
  type = bool
}

resource "aws_db_instance" "tests" {
  instance_class = "db.t3.medium"
  multi_az       = true # expect: FG-HA-001
  tags           = { environment = "test" }
}

resource "aws_db_instance" "tests_alone" {
  instance_class = "db.t3.medium"
  tags           = { environment = "test" }
}

resource "aws_db_instance" "production" {
  instance_class = "db.m7g.large"
  multi_az       = true
  tags           = { environment = "prod" }
}

resource "aws_db_instance" "chosen" {
  instance_class = "db.t3.medium"
  multi_az       = var.standby
  tags           = { environment = "dev" }
}

resource "aws_db_instance" "nowhere" {
  instance_class = "db.t3.medium"
  multi_az       = true # unresolved: FG-HA-001
}
