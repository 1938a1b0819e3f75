variable "tags" {
  type = map(string)
}

resource "aws_instance" "always" { # expect: FG-ELA-028
  ami           = "ami-1"
  instance_type = "m7g.medium"
  tags          = { environment = "dev" }
}

resource "aws_instance" "by_day" {
  ami           = "ami-1"
  instance_type = "m7g.medium"
  tags          = { environment = "dev", Schedule = "office-hours" }
}

resource "aws_db_instance" "production" {
  engine         = "postgres"
  instance_class = "db.m7g.large"
  tags           = { environment = "prod" }
}

resource "aws_db_instance" "chosen" { # unresolved: FG-ELA-028
  engine         = "postgres"
  instance_class = "db.t4g.medium"
  tags           = merge(var.tags, { environment = "dev" })
}
