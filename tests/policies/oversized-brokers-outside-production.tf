variable "size" { # unresolved: FG-SIZE-016
  type = string
}

resource "aws_msk_cluster" "large" {
  cluster_name           = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m5.2xlarge" # expect: FG-SIZE-016
    client_subnets  = ["subnet-1", "subnet-2", "subnet-3"]
    security_groups = ["sg-1"]
  }
  tags = { environment = "dev" }
}

resource "aws_msk_cluster" "small" {
  cluster_name           = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.t3.small"
    client_subnets  = ["subnet-1", "subnet-2", "subnet-3"]
    security_groups = ["sg-1"]
  }
  tags = { environment = "dev" }
}

resource "aws_mq_broker" "production" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.4xlarge"
  tags               = { environment = "prod" }
}

resource "aws_mq_broker" "chosen" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = var.size
  tags               = { environment = "dev" }
}
