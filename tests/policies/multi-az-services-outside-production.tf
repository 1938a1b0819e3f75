variable "mode" { # unresolved: FG-HA-015
  type = string
}

resource "aws_mq_broker" "standby" {
  broker_name        = "orders-dev"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"
  deployment_mode    = "ACTIVE_STANDBY_MULTI_AZ" # expect: FG-HA-015
  tags               = { environment = "dev" }
}

resource "aws_mq_broker" "one" {
  broker_name        = "orders-dev"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"
  tags               = { environment = "dev" }
}

resource "aws_mq_broker" "production" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"
  deployment_mode    = "CLUSTER_MULTI_AZ"
  tags               = { environment = "prod" }
}

resource "aws_mq_broker" "chosen" {
  broker_name        = "orders-test"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"
  deployment_mode    = var.mode
  tags               = { environment = "test" }
}

resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports-dev"
  node_type          = "ra3.large"
  multi_az           = true # expect: FG-HA-015
  tags               = { environment = "dev" }
}

resource "aws_fsx_openzfs_file_system" "files" {
  deployment_type     = "MULTI_AZ_1" # expect: FG-HA-015
  subnet_ids          = ["subnet-1", "subnet-2"]
  throughput_capacity = 160
  tags                = { environment = "test" }
}
