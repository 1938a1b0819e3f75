variable "detailed" { # unresolved: FG-LOG-011
  type = bool
}

resource "aws_instance" "every_minute" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = true # expect: FG-LOG-011
  tags          = { environment = "dev" }
}

resource "aws_instance" "plain" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { environment = "dev" }
}

resource "aws_instance" "production" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = true
  tags          = { environment = "prod" }
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = var.detailed
  tags          = { environment = "dev" }
}

resource "aws_launch_template" "workers" {
  monitoring {
    enabled = true # expect: FG-LOG-011
  }
  tags = { environment = "test" }
}

resource "aws_launch_configuration" "workers" { # unresolved: FG-LOG-011
  image_id      = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  enhanced_monitoring    = "PER_TOPIC_PER_BROKER" # expect: FG-LOG-011
  tags                   = { environment = "dev" }
}
