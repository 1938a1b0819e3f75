"""Small configurations of cloud resources, each one root module; a line ``### path`` begins a further file."""

from __future__ import annotations

# A module that makes one queue and one bucket with the tags it is given.
CHILD = """
### child/main.tf
variable "name" { default = "child" }
variable "tags" {
  type    = map(string)
  default = {}
}
resource "aws_sqs_queue" "this" {
  name = var.name
  tags = var.tags
}
output "arn" { value = aws_sqs_queue.this.arn }
output "name" { value = aws_sqs_queue.this.name }
output "tags" { value = aws_sqs_queue.this.tags }
output "all" { value = aws_sqs_queue.this.tags_all }
"""

_AWS = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Owner = "platform", Stage = "prod" }
  }
}
"""

CONFIGURATIONS = {
    "default_tags": _AWS
    + """
resource "aws_sqs_queue" "plain" { name = "plain" }
resource "aws_sqs_queue" "own" { tags = { Name = "own", Stage = "dev" } }
resource "aws_sqs_queue" "empty" { tags = {} }
resource "aws_iam_role_policy_attachment" "untagged" {
  role       = "r"
  policy_arn = "p"
}
""",
    "no_default_tags": """
provider "aws" { region = "eu-west-1" }
resource "aws_sqs_queue" "plain" {}
resource "aws_sqs_queue" "own" { tags = { Name = "own" } }
resource "aws_sqs_queue" "empty" { tags = {} }
resource "aws_sqs_queue" "null" { tags = null }
""",
    "default_tags_computed": """
variable "team" { default = "data" }
variable "extra" {
  type    = map(string)
  default = { CostCenter = "42" }
}
locals { base = { Team = var.team, Managed = true, Size = 3 } }
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = merge(local.base, var.extra, { for k in ["a", "b"] : upper(k) => k }) }
}
resource "aws_sqs_queue" "q" { tags = merge({ Team = "own" }, var.extra) }
""",
    "default_tags_dynamic": """
variable "tags" { default = { Owner = "x" } }
provider "aws" {
  region = "eu-west-1"
  dynamic "default_tags" {
    for_each = length(var.tags) > 0 ? [var.tags] : []
    content { tags = default_tags.value }
  }
}
resource "aws_sqs_queue" "q" {}
""",
    "aliases": """
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Owner = "main" } }
}
provider "aws" {
  alias  = "us"
  region = "us-east-1"
  default_tags { tags = { Owner = "us", Zone = "far" } }
}
provider "aws" {
  alias  = "bare"
  region = "us-west-2"
}
resource "aws_sqs_queue" "main" {}
resource "aws_sqs_queue" "us" {
  provider = aws.us
  tags     = { Owner = "own" }
}
resource "aws_sqs_queue" "bare" {
  provider = aws.bare
  tags     = { Owner = "own" }
}
""",
    "providers_passed": CHILD
    + """
### pair/main.tf
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.near, aws.far]
    }
  }
}
resource "aws_sqs_queue" "default" {}
resource "aws_sqs_queue" "near" { provider = aws.near }
resource "aws_sqs_queue" "far" { provider = aws.far }
### main.tf
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { From = "main" } }
}
provider "aws" {
  alias  = "a"
  region = "eu-west-2"
  default_tags { tags = { From = "a" } }
}
provider "aws" {
  alias  = "b"
  region = "eu-west-3"
  default_tags { tags = { From = "b" } }
}
module "inherited" { source = "./child" }
module "passed" {
  source    = "./child"
  providers = { aws = aws.a }
  tags      = { Own = "x" }
}
module "pair" {
  source = "./pair"
  providers = {
    aws      = aws
    aws.near = aws.b
    aws.far  = aws.a
  }
}
module "counted" {
  source    = "./child"
  count     = 2
  name      = "n-${count.index}"
  providers = { aws = aws.b }
}
""",
    "local_names": """
terraform {
  required_providers {
    amazon = { source = "hashicorp/aws" }
  }
}
provider "amazon" {
  region = "eu-west-1"
  default_tags { tags = { Owner = "renamed" } }
}
resource "aws_sqs_queue" "named" { provider = amazon }
""",
    "tags_of_variables": CHILD
    + """
### main.tf
provider "aws" { region = "eu-west-1" }
locals {
  common = { Owner = "a", Env = "prod" }
  teams  = { red = { cost = 1 }, blue = { cost = 2.50 } }
}
module "child" {
  source   = "./child"
  for_each = local.teams
  name     = "q-${each.key}"
  tags     = merge(local.common, { Cost = each.value.cost, Name = title(each.key) })
}
resource "aws_sns_topic" "t" { tags = merge(module.child["red"].tags, { Of = module.child["blue"].name }) }
resource "aws_sns_topic" "all" { tags = module.child["red"].all }
""",
    "tags_unknown": _AWS
    + """
resource "random_id" "r" { byte_length = 4 }
resource "aws_sqs_queue" "value" { tags = { Id = random_id.r.hex, Name = "known" } }
resource "aws_sqs_queue" "part" { tags = { Id = "x-${random_id.r.hex}" } }
resource "aws_sqs_queue" "merged" { tags = merge({ A = "1" }, { B = random_id.r.id }) }
resource "aws_sqs_queue" "keys" { tags = { (random_id.r.hex) = "x" } }
resource "aws_sqs_queue" "whole" { tags = jsondecode(random_id.r.hex) }
resource "aws_sqs_queue" "maybe" { tags = random_id.r.hex == "x" ? { A = "1" } : { A = "2" } }
resource "aws_sqs_queue" "same" { tags = random_id.r.hex == "x" ? { A = "1" } : { A = "1" } }
resource "aws_sqs_queue" "length" { tags = { N = length({ a = random_id.r.hex }) } }
resource "aws_sqs_queue" "of_other" { tags = aws_sqs_queue.value.tags }
""",
    "default_tags_unknown": """
resource "random_id" "r" { byte_length = 4 }
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Id = random_id.r.hex, Owner = "x" } }
}
resource "aws_sqs_queue" "plain" {}
resource "aws_sqs_queue" "own" { tags = { Owner = "own" } }
""",
    "tags_null": """
variable "owner" {
  type    = string
  default = null
}
provider "aws" { region = "eu-west-1" }
resource "aws_sqs_queue" "null" { tags = { Owner = var.owner, Name = "n" } }
resource "aws_sqs_queue" "filtered" { tags = { for k, v in { Owner = var.owner, Name = "n" } : k => v if v != null } }
resource "aws_sqs_queue" "conditional" { tags = var.owner == null ? null : { Owner = var.owner } }
""",
    "tags_null_over_default": """
variable "owner" {
  type    = string
  default = null
}
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Owner = "default", Stage = null } }
}
resource "aws_sqs_queue" "q" { tags = { Owner = var.owner, Name = "n" } }
resource "aws_sqs_queue" "all" { name = aws_sqs_queue.q.tags_all["Owner"] }
resource "aws_instance" "i" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { Owner = "own", Stage = null }
}
""",
    "ignore_tags": """
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Owner = "default", Team = "t" } }
  ignore_tags {
    keys         = ["Team"]
    key_prefixes = ["kubernetes.io/"]
  }
}
resource "aws_sqs_queue" "q" { tags = { Name = "n", "kubernetes.io/cluster" = "c" } }
resource "aws_sqs_queue" "own" { tags = { Team = "own" } }
""",
    "tags_all_of_others": _AWS
    + """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "v" }
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, 1)
  tags       = aws_vpc.v.tags_all
}
resource "aws_subnet" "name" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
  tags       = { Name = aws_vpc.v.tags_all["Owner"] }
}
""",
    "data_sources": _AWS
    + """
provider "aws" {
  alias  = "other"
  region = "us-east-1"
  default_tags { tags = { Owner = "other" } }
}
data "aws_default_tags" "current" {}
data "aws_default_tags" "other" { provider = aws.other }
data "aws_region" "current" {}
data "aws_region" "other" { provider = aws.other }
data "aws_caller_identity" "current" {}
data "aws_ami" "image" {
  most_recent = true
  owners      = ["amazon"]
}
resource "aws_sqs_queue" "default" { tags = data.aws_default_tags.current.tags }
locals { far = { Region = data.aws_region.other.name } }
resource "aws_sqs_queue" "other" { tags = merge(data.aws_default_tags.other.tags, local.far) }
resource "aws_sqs_queue" "id" { name = "q-${data.aws_region.current.id}" }
resource "aws_sqs_queue" "account" { name = "q-${data.aws_caller_identity.current.account_id}" }
resource "aws_sqs_queue" "owners" { tags = { Owners = join(",", data.aws_ami.image.owners) } }
resource "aws_instance" "machine" {
  ami           = data.aws_ami.image.id
  instance_type = "t3.micro"
}
resource "aws_autoscaling_group" "group" {
  min_size           = 1
  max_size           = 2
  availability_zones = ["${data.aws_region.current.name}a"]
  dynamic "tag" {
    for_each = data.aws_default_tags.current.tags
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}
""",
    "policy_documents": """
provider "aws" { region = "eu-west-1" }
variable "names" { default = ["b", "a"] }
data "aws_iam_policy_document" "one" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "many" {
  version   = "2008-10-17"
  policy_id = "id"
  dynamic "statement" {
    for_each = var.names
    content {
      effect    = "Deny"
      actions   = ["sqs:SendMessage", "sqs:ReceiveMessage"]
      resources = [statement.value]
      principals {
        type        = "AWS"
        identifiers = ["arn:b", "arn:a"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:SourceVpc"
        values   = ["vpc-1"]
      }
    }
  }
}
resource "aws_iam_policy" "one" { policy = data.aws_iam_policy_document.one.json }
resource "aws_iam_policy" "many" { policy = data.aws_iam_policy_document.many.json }
resource "aws_sqs_queue" "minified" { policy = data.aws_iam_policy_document.one.minified_json }
resource "aws_sqs_queue" "decoded" { name = jsondecode(data.aws_iam_policy_document.one.json).Statement[0].Sid }
resource "aws_sqs_queue" "arguments" { name = data.aws_iam_policy_document.many.policy_id }
""",
    "autoscaling": _AWS
    + """
locals { tags = { Name = "worker", Team = "data" } }
resource "random_id" "r" { byte_length = 2 }
resource "aws_autoscaling_group" "blocks" {
  min_size = 1
  max_size = "3"
  tag {
    key                 = "Name"
    value               = "fixed"
    propagate_at_launch = true
  }
  tag {
    key                 = "Kept"
    value               = "group"
    propagate_at_launch = "false"
  }
}
resource "aws_autoscaling_group" "dynamic" {
  min_size = 0
  max_size = 0
  dynamic "tag" {
    for_each = merge(local.tags, { Extra = 1 })
    iterator = it
    content {
      key                 = it.key
      value               = it.value
      propagate_at_launch = it.key != "Team"
    }
  }
  tag {
    key                 = "Id"
    value               = random_id.r.hex
    propagate_at_launch = true
  }
}
resource "aws_autoscaling_group" "none" {
  min_size = 0
  max_size = 0
  dynamic "tag" {
    for_each = []
    content {
      key                 = tag.value
      value               = "x"
      propagate_at_launch = true
    }
  }
}
resource "aws_autoscaling_group_tag" "more" {
  autoscaling_group_name = aws_autoscaling_group.none.name
  tag {
    key                 = "k"
    value               = "v"
    propagate_at_launch = true
  }
}
""",
    "launch_template": _AWS
    + """
variable "kinds" { default = ["instance", "volume"] }
resource "aws_launch_template" "t" {
  instance_type = "m5.large"
  tags          = { Name = "template" }
  dynamic "tag_specifications" {
    for_each = toset(var.kinds)
    content {
      resource_type = tag_specifications.key
      tags          = { Name = "of-${tag_specifications.value}", Stage = "x" }
    }
  }
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size           = 20
      volume_type           = "gp3"
      delete_on_termination = true
      encrypted             = "true"
    }
  }
  monitoring { enabled = true }
}
resource "aws_launch_template" "empty" {}
""",
    "volumes": _AWS
    + """
variable "disks" {
  type = list(object({ name = string, size = optional(number, 8), tags = optional(map(string)) }))
  default = [{ name = "sdb", tags = { Use = "data" } }, { name = "sdc", size = 100 }]
}
resource "aws_instance" "blocks" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 30
    volume_type = "gp3"
    tags        = { Name = "root" }
  }
  dynamic "ebs_block_device" {
    for_each = var.disks
    content {
      device_name = "/dev/${ebs_block_device.value.name}"
      volume_size = ebs_block_device.value.size
      tags        = ebs_block_device.value.tags
    }
  }
  credit_specification { cpu_credits = "standard" }
}
resource "aws_instance" "volume_tags" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  volume_tags   = { Name = "all", Of = "v" }
  root_block_device { volume_size = "8" }
}
resource "aws_ebs_volume" "v" {
  availability_zone = "eu-west-1a"
  size              = "10"
  encrypted         = "true"
}
""",
    "attributes_as_blocks": """
provider "aws" { region = "eu-west-1" }
variable "ports" { default = { http = 80, https = "443" } }
resource "aws_security_group" "blocks" {
  name = "blocks"
  dynamic "ingress" {
    for_each = var.ports
    content {
      description = ingress.key
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
  egress = []
}
resource "aws_security_group" "list" {
  ingress = [for name, port in var.ports : {
    description      = name
    from_port        = port
    to_port          = port
    protocol         = "tcp"
    cidr_blocks      = null
    ipv6_cidr_blocks = []
    prefix_list_ids  = null
    security_groups  = null
    self             = true
  }]
}
resource "aws_route_table" "r" {
  vpc_id = "vpc-1"
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-1"
  }
}
""",
    "nested_dynamic": """
provider "aws" { region = "eu-west-1" }
variable "rules" {
  default = [
    {
      id      = "old"
      enabled = true
      moves   = [{ days = 30, class = "STANDARD_IA" }, { days = "90", class = "GLACIER" }]
      expire  = 365
    },
    { id = "keep", enabled = false, moves = [], expire = null },
  ]
}
resource "aws_s3_bucket_lifecycle_configuration" "c" {
  bucket = "b"
  dynamic "rule" {
    for_each = var.rules
    content {
      id     = rule.value.id
      status = rule.value.enabled ? "Enabled" : "Disabled"
      filter { prefix = "p/${rule.key}" }
      dynamic "transition" {
        for_each = rule.value.moves
        iterator = move
        content {
          days          = move.value.days
          storage_class = move.value.class
        }
      }
      dynamic "expiration" {
        for_each = rule.value.expire[*]
        content { days = expiration.value }
      }
    }
  }
}
resource "aws_wafv2_ip_set" "s" {
  name               = "s"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = toset(["10.0.0.0/8", "10.0.0.0/8"])
}
""",
    "dynamic_unknown": """
provider "aws" { region = "eu-west-1" }
resource "random_id" "r" { byte_length = 1 }
resource "aws_instance" "i" {
  ami           = random_id.r.hex
  instance_type = "t3.${random_id.r.hex}"
  dynamic "ebs_block_device" {
    for_each = { a = random_id.r.hex, b = "sdb" }
    content { device_name = ebs_block_device.value }
  }
  dynamic "ephemeral_block_device" {
    for_each = jsondecode(random_id.r.hex)
    content { device_name = ephemeral_block_device.value }
  }
}
""",
    "nested_attributes": """
provider "aws" { region = "eu-west-1" }
resource "aws_s3tables_table" "t" {
  name             = "t"
  namespace        = "n"
  table_bucket_arn = "arn"
  format           = "ICEBERG"
  encryption_configuration = {
    sse_algorithm = "aws:kms"
    kms_key_arn   = "k"
  }
}
resource "aws_s3_bucket" "b" {
  bucket        = "name-${1 + 1}"
  force_destroy = "true"
  timeouts { create = "5m" }
}
""",
    "google_labels": """
provider "google" {
  project        = "p"
  region         = "europe-west1"
  default_labels = { owner = "platform", stage = "prod" }
}
provider "google" {
  alias          = "other"
  default_labels = { owner = "other" }
}
resource "google_storage_bucket" "plain" {
  name     = "plain"
  location = "EU"
}
resource "google_storage_bucket" "own" {
  name     = "own"
  location = "EU"
  labels   = { stage = "dev", app = "a" }
}
resource "google_storage_bucket" "other" {
  provider = google.other
  name     = "other"
  location = "EU"
  lifecycle_rule {
    action { type = "Delete" }
    condition { age = "30" }
  }
}
resource "google_compute_instance" "machine" {
  name         = "m"
  machine_type = "e2-small"
  zone         = "europe-west1-b"
  tags         = ["network", "tag"]
  labels       = { app = "m" }
  boot_disk {
    initialize_params {
      image  = "debian"
      size   = 20
      labels = { disk = "boot" }
    }
  }
  network_interface { network = "default" }
}
resource "google_sql_database_instance" "sql" {
  database_version = "POSTGRES_15"
  settings {
    tier        = "db-f1-micro"
    user_labels = { owner = "data" }
    disk_size   = 10
  }
}
resource "google_monitoring_alert_policy" "policy" {
  display_name = "p"
  combiner     = "OR"
  user_labels  = { owner = "ops" }
}
resource "google_container_cluster" "cluster" {
  name            = "c"
  resource_labels = { app = "c" }
  node_config { resource_labels = { pool = "default" } }
}
resource "google_bigquery_dataset" "d" {
  dataset_id = "d"
  labels     = merge(google_storage_bucket.own.labels, { data = "yes" })
}
""",
    "google_beta": """
terraform {
  required_providers {
    google-beta = { source = "hashicorp/google-beta" }
  }
}
provider "google-beta" {
  project        = "p"
  default_labels = { channel = "beta" }
}
provider "google" { project = "p" }
resource "google_storage_bucket" "beta" {
  provider = google-beta
  name     = "b"
  location = "EU"
}
resource "google_storage_bucket" "stable" {
  name     = "b"
  location = "EU"
}
""",
    "google_data": """
provider "google" {
  project = "my-project"
  region  = "europe-west1"
}
data "google_client_config" "current" {}
data "google_project" "current" {}
resource "google_storage_bucket" "b" {
  name     = "b-${data.google_client_config.current.project}"
  location = data.google_client_config.current.region
  labels   = { number = data.google_project.current.number }
}
resource "google_pubsub_topic" "t" {
  name   = google_storage_bucket.b.name
  labels = { bucket = google_storage_bucket.b.url }
}
""",
    "azure": """
provider "azurerm" {
  features {}
}
variable "tags" { default = { owner = "x", cost = 1 } }
resource "azurerm_resource_group" "g" {
  name     = "rg-prod"
  location = "westeurope"
  tags     = var.tags
}
resource "azurerm_storage_account" "s" {
  name                     = "acc"
  resource_group_name      = azurerm_resource_group.g.name
  location                 = azurerm_resource_group.g.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
resource "azurerm_linux_virtual_machine" "vm" {
  count               = 2
  name                = "vm-${count.index}"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
  size                = "Standard_B1s"
  admin_username      = "u"
  network_interface_ids = [azurerm_resource_group.g.id]
  tags                = merge(azurerm_resource_group.g.tags, { index = count.index })
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
    disk_size_gb         = "30"
  }
}
data "azurerm_client_config" "current" {}
resource "azurerm_key_vault" "kv" {
  name                = "kv"
  location            = "westeurope"
  resource_group_name = "rg"
  sku_name            = "standard"
  rbac_authorization_enabled = true
  tenant_id           = data.azurerm_client_config.current.tenant_id
  tags                = { tenant = data.azurerm_client_config.current.tenant_id, fixed = "yes" }
}
""",
    "expansion": """
provider "aws" { region = "eu-west-1" }
variable "queues" {
  type = map(object({ delay = optional(number, 5), fifo = optional(bool), tags = optional(map(string), {}) }))
  default = { a = {}, "b.c" = { delay = 10, fifo = true, tags = { K = "v" } } }
}
resource "aws_sqs_queue" "each" {
  for_each      = var.queues
  name          = each.key
  delay_seconds = each.value.delay
  fifo_queue    = each.value.fifo
  tags          = each.value.tags
}
resource "aws_sqs_queue" "count" {
  count = length(var.queues) > 1 ? 2 : 0
  name  = format("q-%02d", count.index)
}
resource "aws_sns_topic" "chained" {
  for_each = { for k, q in aws_sqs_queue.each : upper(k) => q if q.delay_seconds > 5 }
  name     = each.value.name
  tags     = { Delay = each.value.delay_seconds, Arn = each.value.arn }
}
resource "aws_sns_topic" "splat" { name = join("-", aws_sqs_queue.count[*].name) }
resource "aws_sns_topic" "none" { count = 0 }
resource "aws_sns_topic" "one" { name = one(aws_sns_topic.none[*].name) }
""",
    "modules_expanded": CHILD
    + """
### main.tf
provider "aws" { region = "eu-west-1" }
module "many" {
  source = "./child"
  count  = 2
  name   = "m${count.index}"
}
module "keyed" {
  source   = "./child"
  for_each = toset(["x", "y"])
  name     = each.value
  tags     = { Arn = module.many[0].arn, Name = module.many[1].name }
}
resource "aws_sns_topic" "names" { name = join(",", [for key, made in module.keyed : "${key}=${made.name}"]) }
""",
    "references": """
provider "aws" { region = "eu-west-1" }
resource "aws_kms_key" "k" { description = "key" }
resource "aws_sqs_queue" "dead" {
  name                      = "dead"
  message_retention_seconds = 1209600
}
resource "aws_sqs_queue" "live" {
  name              = "${aws_sqs_queue.dead.name}-live"
  kms_master_key_id = aws_kms_key.k.arn
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 4
  })
  message_retention_seconds = aws_sqs_queue.dead.message_retention_seconds / 2
  tags = {
    Url         = aws_sqs_queue.dead.url
    Retention   = aws_sqs_queue.dead.message_retention_seconds
    Description = aws_kms_key.k.description
    Absent      = try(aws_kms_key.k.policy, "none")
    Rotation    = aws_kms_key.k.enable_key_rotation == null ? "unset" : "set"
    Device      = aws_instance.i.root_block_device[0].volume_size
    Group       = join(",", aws_instance.i.ebs_block_device[*].device_name)
  }
}
resource "aws_instance" "i" {
  ami           = "ami"
  instance_type = "t3.micro"
  root_block_device { volume_size = 9 }
  ebs_block_device { device_name = "sdb" }
}
""",
    "other_providers": """
provider "aws" { region = "eu-west-1" }
resource "random_pet" "name" {
  length = 2
  prefix = "app"
}
resource "random_string" "s" {
  length  = 8
  special = false
}
resource "random_integer" "n" {
  min = 1
  max = 9
}
resource "null_resource" "n" { triggers = { a = 1, name = random_pet.name.id } }
resource "time_static" "t" {}
resource "time_sleep" "wait" {
  create_duration = "30s"
  triggers        = { arn = "x" }
}
resource "time_rotating" "r" { rotation_days = 30 }
resource "terraform_data" "d" { input = { size = 4, name = random_string.s.result } }
resource "aws_sqs_queue" "q" {
  name = "q-${random_pet.name.prefix}-${random_string.s.length}"
  tags = {
    Pet      = random_pet.name.id
    Max      = random_integer.n.max
    Trigger  = null_resource.n.triggers.a
    Duration = time_sleep.wait.triggers["arn"]
    Size     = terraform_data.d.input.size
    Output   = terraform_data.d.output.size
    Rotated  = time_rotating.r.rotation_days
    Static   = time_static.t.rfc3339
  }
}
""",
    "kubernetes": """
provider "aws" { region = "eu-west-1" }
provider "kubernetes" { config_path = "none" }
provider "helm" {}
locals { labels = { app = "a", tier = 1 } }
resource "kubernetes_deployment" "d" {
  metadata {
    name   = "d"
    labels = local.labels
  }
  spec {
    replicas = "2"
    selector { match_labels = local.labels }
    template {
      metadata { labels = local.labels }
      spec {
        container {
          name  = "c"
          image = "nginx:1"
          resources {
            limits   = { cpu = "500m", memory = "1Gi" }
            requests = { cpu = 1 }
          }
        }
      }
    }
  }
}
resource "helm_release" "r" {
  name  = "r"
  chart = "c"
  set   = [{ name = "a", value = "b" }]
}
""",
    "sensitive": CHILD
    + """
### main.tf
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Secret = var.secret, Owner = "x" } }
}
variable "secret" {
  sensitive = true
  default   = "hush"
}
resource "aws_sqs_queue" "q" { tags = { Token = "t-${var.secret}", Plain = "p" } }
resource "aws_db_instance" "d" {
  instance_class = "db.t3.micro"
  password       = var.secret
  username       = nonsensitive(upper(var.secret))
}
module "child" {
  source = "./child"
  name   = var.secret
}
""",
    "ephemeral": """
provider "aws" { region = "eu-west-1" }
variable "token" {
  ephemeral = true
  default   = "t"
}
ephemeral "aws_secretsmanager_secret_version" "s" { secret_id = "id" }
resource "aws_db_instance" "d" {
  instance_class      = "db.t3.micro"
  password_wo         = ephemeral.aws_secretsmanager_secret_version.s.secret_string
  password_wo_version = 1
  tags                = { Owner = "x" }
}
resource "aws_db_instance" "token" {
  instance_class      = "db.t3.micro"
  password_wo         = var.token
  password_wo_version = "2"
}
""",
    "lifecycle": """
provider "aws" { region = "eu-west-1" }
resource "aws_sqs_queue" "first" { name = "first" }
resource "aws_sqs_queue" "q" {
  name       = "q"
  depends_on = [aws_sqs_queue.first]
  tags       = { Owner = "x" }
  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
    ignore_changes        = [tags["Owner"], name]
    replace_triggered_by  = [aws_sqs_queue.first]
    precondition {
      condition     = aws_sqs_queue.first.name == "first"
      error_message = "No."
    }
  }
  provisioner "local-exec" { command = "exit 1" }
}
data "aws_region" "late" { depends_on = [aws_sqs_queue.first] }
resource "aws_sns_topic" "late" { name = "t-${data.aws_region.late.endpoint}" }
moved {
  from = aws_sqs_queue.old
  to   = aws_sqs_queue.first
}
removed {
  from = aws_sqs_queue.gone
  lifecycle { destroy = false }
}
check "name" {
  data "aws_ami" "image" { most_recent = true }
  assert {
    condition     = data.aws_ami.image.id != ""
    error_message = "No image."
  }
}
""",
    "conversions": """
provider "aws" { region = "eu-west-1" }
resource "aws_lb_target_group" "g" {
  port                 = "8080"
  deregistration_delay = 30
  slow_start           = "0"
  proxy_protocol_v2    = "false"
  name                 = 12
  target_type          = true ? "ip" : "instance"
  health_check {
    enabled  = true
    matcher  = 200
    interval = "15"
    path     = "/${lower("HEALTH")}"
  }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "r"
  memory_size   = 128 * 2
  timeout       = "3"
  layers        = [1, "two"]
  environment { variables = { A = 1, B = true, C = 1.5, D = 1e3, E = "x" } }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "a"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = "0.50"
  dimensions          = { Big = 12345678901234567890, Half = 1 / 2 }
}
""",
    "variables": """
### main.tf
terraform {
  backend "local" {}
}
provider "aws" {
  region = var.region
  default_tags { tags = var.tags }
}
variable "region" { default = "default" }
variable "tags" { type = map(string) }
variable "size" { type = number }
variable "names" { type = set(string) }
variable "settings" {
  type = object({ tier = optional(string, "basic"), count = number, extra = optional(list(string), ["e"]) })
}
variable "untyped" {}
variable "fallback" { default = "kept" }
resource "aws_sqs_queue" "q" {
  for_each      = var.names
  name          = "${each.key}-${var.settings.tier}-${var.untyped}-${var.fallback}"
  delay_seconds = var.size
  tags          = { Count = var.settings.count, Extra = join(",", var.settings.extra) }
}
### terraform.tfvars
region = "tfvars"
tags   = { Owner = "tfvars", Number = 1 }
size   = "15"
### terraform.tfvars.json
{"region": "json", "names": ["b", "a"], "settings": {"count": "3"}}
### a.auto.tfvars
untyped = "a"
### b.auto.tfvars
untyped = "b"
### c.auto.tfvars.json
{"settings": {"count": 4, "tier": "c"}}
""",
    "overrides": """
### main.tf
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Owner = "main" } }
}
locals { name = "main" }
variable "stage" { default = "main" }
resource "aws_instance" "i" {
  ami           = "main"
  instance_type = "t3.micro"
  tags          = { From = "main", Name = local.name }
  root_block_device { volume_size = 1 }
  ebs_block_device { device_name = "a" }
  ebs_block_device { device_name = "b" }
}
resource "aws_sqs_queue" "kept" { name = "kept-${var.stage}" }
### main_override.tf
provider "aws" {
  default_tags { tags = { Team = "override" } }
}
locals { name = "override" }
variable "stage" { default = "override" }
resource "aws_instance" "i" {
  instance_type = "t3.large"
  tags          = { From = "override" }
  ebs_block_device { device_name = "c" }
}
### override.tf.json
{"resource": {"aws_instance": {"i": {"ami": "json"}}}}
""",
    "json": """
### main.tf.json
{
  "provider": {
    "aws": [
      {"region": "eu-west-1", "default_tags": {"tags": {"Owner": "json", "Upper": "${upper(\\"x\\")}"}}},
      {"alias": "other", "region": "us-east-1", "default_tags": [{"tags": {"Owner": "other"}}]}
    ]
  },
  "variable": {"names": {"default": ["a", "b"]}},
  "locals": {"tags": {"Team": "t"}},
  "resource": {
    "aws_sqs_queue": {
      "each": {"for_each": "${toset(var.names)}", "name": "q-${each.key}", "tags": "${local.tags}"},
      "other": {"provider": "aws.other", "tags": {"Name": "n", "N": 1}}
    },
    "aws_instance": {
      "i": {
        "ami": "x",
        "instance_type": "t3.micro",
        "root_block_device": {"volume_size": 5},
        "ebs_block_device": [{"device_name": "a", "tags": {"K": "v"}}, {"device_name": "b"}],
        "dynamic": {
          "ephemeral_block_device": {
            "for_each": ["x", "y"],
            "content": {
              "device_name": "${ephemeral_block_device.value}",
              "virtual_name": "v${ephemeral_block_device.key}"
            }
          }
        }
      }
    },
    "aws_autoscaling_group": {
      "g": {
        "min_size": 1,
        "max_size": 1,
        "tag": [{"key": "Name", "value": "g", "propagate_at_launch": true}],
        "dynamic": {
          "tag": {
            "for_each": {"A": "1", "B": "2"},
            "iterator": "it",
            "content": {"key": "${it.key}", "value": "${it.value}", "propagate_at_launch": false}
          }
        }
      }
    }
  }
}
""",
    "imported": """
### main.tf
provider "aws" { region = "eu-west-1" }
import {
  to = aws_sqs_queue.one
  id = "https://one"
}
import {
  for_each = { a = "https://a", b = "https://b" }
  to       = aws_sqs_queue.each[each.key]
  id       = each.value
}
resource "aws_sqs_queue" "one" {
  name = "one"
  tags = { Owner = "x" }
}
resource "aws_sqs_queue" "each" {
  for_each = toset(["a", "b"])
  name     = each.key
}
""",
    "outputs": """
### net/main.tf
variable "cidr" {}
resource "aws_vpc" "v" { cidr_block = var.cidr }
resource "aws_subnet" "s" {
  count      = 3
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(var.cidr, 8, count.index)
  tags       = { Index = count.index }
}
output "subnets" { value = aws_subnet.s }
output "ids" { value = aws_subnet.s[*].id }
output "vpc" {
  value     = { id = aws_vpc.v.id, cidr = aws_vpc.v.cidr_block }
  sensitive = true
}
### app/main.tf
variable "subnets" {}
variable "ids" { type = list(string) }
variable "cidr" {}
resource "aws_instance" "i" {
  for_each      = { for at, id in var.ids : at => id }
  ami           = "ami"
  instance_type = "t3.micro"
  subnet_id     = each.value
  tags = {
    Net   = var.subnets[tonumber(each.key)].cidr_block
    Index = var.subnets[tonumber(each.key)].tags.Index
    All   = var.cidr
  }
}
### main.tf
provider "aws" { region = "eu-west-1" }
module "net" {
  source = "./net"
  cidr   = "10.1.0.0/16"
}
module "app" {
  source  = "./app"
  subnets = module.net.subnets
  ids     = module.net.ids
  cidr    = module.net.vpc.cidr
}
""",
    "files": """
### main.tf
provider "aws" { region = "eu-west-1" }
locals {
  config = yamldecode(file("${path.module}/config/base.yaml"))
  all    = merge([for f in fileset(path.module, "config/more/*.json") : jsondecode(file("${path.module}/${f}"))]...)
}
resource "aws_sqs_queue" "q" {
  for_each = merge(local.config.queues, local.all)
  name     = each.key
  tags     = merge(local.config.tags, each.value.tags)
  policy   = templatefile("${path.module}/policy.tftpl", { names = ["a", each.key] })
}
### config/base.yaml
tags: { Owner: yaml, Size: 3 }
queues:
  one: { tags: { Name: one } }
### config/more/a.json
{"two": {"tags": {"Name": "two"}}}
### config/more/b.json
{"three": {"tags": {}}}
### policy.tftpl
%{ for n in names ~}
${n};
%{ endfor ~}
""",
    "two_clouds": """
### main.tf
terraform {
  required_providers {
    aws     = { source = "hashicorp/aws" }
    azurerm = { source = "hashicorp/azurerm" }
    gcp     = { source = "hashicorp/google" }
  }
}
provider "aws" { region = "eu-west-1" }
provider "gcp" {
  project        = "p"
  default_labels = { owner = "gcp" }
}
provider "azurerm" {
  features {}
}
resource "google_storage_bucket" "b" {
  provider = gcp
  name     = "b"
  location = "EU"
}
resource "aws_sqs_queue" "q" {
  name = "EU"
  tags = google_storage_bucket.b.effective_labels
}
resource "azurerm_resource_group" "g" {
  name     = google_storage_bucket.b.name
  location = "westeurope"
  tags     = google_storage_bucket.b.terraform_labels
}
""",
    "three_levels": """
### a/main.tf
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}
variable "tags" { default = {} }
module "b" {
  source    = "./b"
  count     = 2
  tags      = merge(var.tags, { Level = "b${count.index}" })
  providers = { aws.one = aws, aws.two = aws.peer }
}
resource "aws_sqs_queue" "a" { tags = var.tags }
output "tags" { value = { for at, made in module.b : "k${at}" => made.all } }
### a/b/main.tf
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.one, aws.two]
    }
  }
}
variable "tags" { type = map(string) }
resource "aws_sqs_queue" "one" {
  provider = aws.one
  tags     = var.tags
}
resource "aws_sqs_queue" "two" {
  provider = aws.two
  tags     = var.tags
}
output "all" { value = merge(aws_sqs_queue.one.tags_all, { Two = aws_sqs_queue.two.tags_all["From"] }) }
### legacy/main.tf
variable "region" {}
provider "aws" {
  region = var.region
  default_tags { tags = { From = "legacy-${var.region}" } }
}
resource "aws_sqs_queue" "own" {}
### main.tf
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { From = "root" } }
}
provider "aws" {
  alias  = "peer"
  region = "eu-west-2"
  default_tags { tags = { From = "peer" } }
}
module "a" {
  source    = "./a"
  for_each  = { x = { Team = "x" }, y = {} }
  tags      = each.value
  providers = { aws = aws.peer, aws.peer = aws }
}
module "legacy" {
  source = "./legacy"
  region = "ap-south-1"
}
resource "aws_sns_topic" "t" {
  for_each = module.a["x"].tags
  name     = each.key
  tags     = each.value
}
""",
    "optional_objects": """
provider "aws" { region = "eu-west-1" }
variable "machines" {
  type = map(object({
    type  = optional(string, "t3.micro")
    count = optional(number, 1)
    disk  = optional(object({ size = optional(number, 8), type = optional(string, "gp3") }), {})
    extra = optional(list(object({ name = string, size = optional(number) })), [])
    tags  = optional(map(string), {})
  }))
  default = {
    web = { type = "m5.large", extra = [{ name = "sdb", size = 100 }, { name = "sdc" }] }
    db  = { count = 2, disk = { size = "200" }, tags = { Tier = "db" } }
  }
}
locals {
  all = merge([
    for name, machine in var.machines : {
      for at in range(machine.count) : "${name}-${at}" => merge(machine, { name = name, at = at })
    }
  ]...)
  by_type = { for name, machine in var.machines : machine.type => name... }
}
resource "aws_instance" "machine" {
  for_each      = local.all
  ami           = "ami"
  instance_type = each.value.type
  tags          = merge({ Name = each.key }, each.value.tags, each.value.at > 0 ? { Replica = each.value.at } : {})
  root_block_device {
    volume_size = each.value.disk.size
    volume_type = each.value.disk.type
  }
  dynamic "ebs_block_device" {
    for_each = { for disk in each.value.extra : disk.name => disk }
    content {
      device_name = ebs_block_device.key
      volume_size = coalesce(ebs_block_device.value.size, 10)
      tags        = { Of = each.value.name, Empty = try(ebs_block_device.value.none, "no") }
    }
  }
}
resource "aws_sns_topic" "types" {
  for_each = local.by_type
  name     = replace(each.key, ".", "-")
  tags     = { Names = join(",", sort(each.value)), Count = length(each.value) }
}
""",
    "conditional_resources": """
provider "aws" { region = "eu-west-1" }
variable "enabled" { default = true }
variable "existing" {
  type    = string
  default = null
}
resource "random_id" "r" { byte_length = 2 }
resource "aws_kms_key" "k" {
  count       = var.enabled && var.existing == null ? 1 : 0
  description = "made"
}
resource "aws_kms_key" "off" { count = var.enabled ? 0 : 1 }
locals {
  description = try(aws_kms_key.k[0].description, "none")
  off         = try(aws_kms_key.off[0].description, "none")
  arn         = var.existing != null ? var.existing : one(aws_kms_key.k[*].arn)
  name        = coalesce(var.existing, "fallback")
  maybe       = random_id.r.hex == "ff" ? "same" : "same"
}
resource "aws_sqs_queue" "q" {
  name              = local.name
  kms_master_key_id = local.arn
  tags = {
    Description = local.description
    Off         = local.off
    Count       = length(aws_kms_key.k)
    Joined      = join("", concat(aws_kms_key.k[*].description, aws_kms_key.off[*].description))
    Element     = element(concat(aws_kms_key.k[*].description, ["x"]), 1)
    Arn         = local.arn == "" ? "none" : "some"
    Prefix      = substr("known-${random_id.r.hex}", 0, 5)
  }
}
""",
    "text_and_numbers": """
provider "aws" { region = "eu-west-1" }
locals {
  names  = ["a", "b"]
  matrix = setproduct(local.names, ["x", "y"])
}
resource "aws_sqs_queue" "q" {
  for_each      = { for pair in local.matrix : join("-", pair) => pair }
  name          = format("%s_%03d", each.key, index(local.names, each.value[0]))
  delay_seconds = (index(local.names, each.value[0]) + 1) * 2.5
  tags = {
    Json    = jsonencode({ pair = each.value, n = 1.0, t = true, z = null })
    Upper   = upper(each.key)
    Split   = split("-", each.key)[1]
    Half    = 1 / 2
    Third   = 2 / 3 > 0.6
    Big     = 1e6
    Text    = <<-EOT
      one ${each.key}
        two
    EOT
    Loop    = "%{ for n in local.names }${n};%{ endfor }"
    Base64  = base64encode(each.key)
    Hash    = substr(sha256(each.key), 0, 8)
    Trimmed = trimspace("  x ")
    Title   = title("${each.key} text")
    Regex   = regex("^[a-z]", each.key)
  }
}
""",
    "google_modules": """
### bucket/main.tf
variable "name" { type = string }
variable "labels" {
  type    = map(string)
  default = {}
}
variable "rules" {
  type    = list(object({ age = number, class = optional(string), delete = optional(bool, false) }))
  default = []
}
resource "google_storage_bucket" "b" {
  name          = lower("${var.name}-bucket")
  location      = "EU"
  force_destroy = length(var.rules) == 0
  labels        = { for key, value in var.labels : lower(key) => lower(replace(value, " ", "-")) }
  dynamic "lifecycle_rule" {
    for_each = var.rules
    content {
      action {
        type          = lifecycle_rule.value.delete ? "Delete" : "SetStorageClass"
        storage_class = lifecycle_rule.value.class
      }
      condition { age = lifecycle_rule.value.age }
    }
  }
}
output "bucket" { value = google_storage_bucket.b }
### main.tf
provider "google" {
  project        = "p"
  default_labels = { from = "main" }
}
provider "google" {
  alias          = "eu"
  default_labels = { from = "eu" }
}
module "plain" {
  source = "./bucket"
  name   = "Plain"
}
module "ruled" {
  source    = "./bucket"
  name      = "Ruled"
  labels    = { Team = "Data Lake" }
  rules     = [{ age = 30, class = "NEARLINE" }, { age = "365", delete = true }]
  providers = { google = google.eu }
}
resource "google_pubsub_topic" "t" {
  name   = module.plain.bucket.name
  labels = merge(module.ruled.bucket.labels, { class = one(module.ruled.bucket.lifecycle_rule[0].action).type })
}
""",
    "azure_modules": """
### network/main.tf
variable "group" { type = object({ name = string, location = string }) }
variable "subnets" { type = map(object({ prefixes = list(string), endpoints = optional(set(string), []) })) }
variable "tags" { type = map(string) }
resource "azurerm_virtual_network" "v" {
  name                = "vnet-${var.group.name}"
  resource_group_name = var.group.name
  location            = var.group.location
  address_space       = distinct(flatten(values(var.subnets)[*].prefixes))
  tags                = var.tags
}
resource "azurerm_network_security_group" "n" {
  for_each            = var.subnets
  name                = "nsg-${each.key}"
  resource_group_name = var.group.name
  location            = var.group.location
  tags                = merge(var.tags, { Subnet = each.key, Endpoints = join(",", each.value.endpoints) })
  dynamic "security_rule" {
    for_each = { for at, prefix in each.value.prefixes : "allow-${at}" => prefix }
    content {
      name                       = security_rule.key
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "*"
      source_address_prefix      = security_rule.value
      destination_address_prefix = "*"
      source_port_range          = "*"
      destination_port_range     = 443
    }
  }
}
### main.tf
provider "azurerm" {
  features {}
}
variable "env" { default = "prod" }
locals { tags = { Env = var.env, Owner = var.env == "prod" ? "ops" : "dev" } }
resource "azurerm_resource_group" "g" {
  name     = "rg-${var.env}"
  location = "westeurope"
  tags     = local.tags
}
module "network" {
  source = "./network"
  group  = azurerm_resource_group.g
  tags   = azurerm_resource_group.g.tags
  subnets = {
    a = { prefixes = ["10.0.0.0/24", "10.0.1.0/24"] }
    b = { prefixes = ["10.0.2.0/24"], endpoints = ["Microsoft.Storage", "Microsoft.Sql"] }
  }
}
""",
}
