"""Trees that grow: made-up services of ten files each, or copies of a repository."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

FILES = 10  # of one service

_MAIN = """\
terraform {{
  required_version = ">= 1.5"
}}

provider "aws" {{
  region = var.region
  default_tags {{
    tags = {{ environment = var.environment, cost-center = "cc-{number:04}" }}
  }}
}}

module "service" {{
  source         = "../../modules/service-{number:04}"
  name           = "service-{number:04}"
  instance_types = {{ web = "m5.large", worker = var.worker_type }}
  disk_size      = var.disk_size
  tags           = merge(local.tags, {{ application = "service-{number:04}" }})
}}

locals {{
  tags = {{ for key, value in var.tags : key => lower(value) if value != "" }}
}}
"""
_VARIABLES = """\
variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "environment" {
  type = string
}

variable "worker_type" {
  type    = string
  default = "c5.2xlarge"
}

variable "disk_size" {
  type    = number
  default = 100
}

variable "tags" {
  type    = map(string)
  default = { owner = "Team-Platform", temporary = "" }
}
"""
_MODULE = """\
resource "aws_instance" "this" {
  for_each      = var.instance_types
  ami           = "ami-0"
  instance_type = each.value
  tags          = merge(var.tags, { Name = "${var.name}-${each.key}" })

  root_block_device {
    volume_type = each.key == "web" ? "gp3" : "gp2"
    volume_size = var.disk_size
  }
}

resource "aws_ebs_volume" "data" {
  count             = 2
  availability_zone = "eu-west-1${element(["a", "b", "c"], count.index)}"
  size              = var.disk_size * (count.index + 1)
  type              = "gp3"
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = format("/services/%s", var.name)
  retention_in_days = 30
  tags              = var.tags
}
"""
_INPUTS = """\
variable "name" { type = string }
variable "instance_types" { type = map(string) }
variable "disk_size" { type = number }
variable "tags" { type = map(string) }
"""
_OUTPUTS = """\
output "instances" {
  value = module.service.instances
}
"""
_MODULE_OUTPUTS = """\
output "instances" {
  value = { for key, each in aws_instance.this : key => each.id }
}
"""
_VALUES = """\
environment = "{environment}"
disk_size   = {size}
"""
_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-{number:04}
  namespace: team-{team}
  labels: {{owner: team-{team}, application: service-{number:04}, environment: {environment}, cost-center: cc-1}}
spec:
  replicas: 3
  selector:
    matchLabels: {{app: service-{number:04}}}
  template:
    metadata:
      labels: {{app: service-{number:04}, owner: team-{team}}}
    spec:
      containers:
        - name: web
          image: registry.example.com/service:1.{number}
          resources:
            requests: {{cpu: 250m, memory: 256Mi}}
            limits: {{memory: 512Mi}}
        - name: proxy
          image: registry.example.com/proxy:2.0
"""
_SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: service-{number:04}, namespace: team-{team}}}
spec:
  selector: {{app: service-{number:04}}}
  ports: [{{port: 80, targetPort: 8080}}]
"""
_AUTOSCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: service-{number:04}, namespace: team-{team}}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: service-{number:04}}}
  minReplicas: 2
  maxReplicas: 8
  metrics:
    - type: Resource
      resource: {{name: cpu, target: {{type: Utilization, averageUtilization: 70}}}}
"""
_TEMPLATES: Mapping[str, str] = {
    "live/service-{number:04}/main.tf": _MAIN,
    "live/service-{number:04}/terraform.tfvars": _VALUES,
    "deploy/service-{number:04}/deployment.yaml": _DEPLOYMENT,
    "deploy/service-{number:04}/service.yaml": _SERVICE,
    "deploy/service-{number:04}/autoscaler.yaml": _AUTOSCALER,
}
_FIXED: Mapping[str, str] = {
    "live/service-{number:04}/variables.tf": _VARIABLES,
    "live/service-{number:04}/outputs.tf": _OUTPUTS,
    "modules/service-{number:04}/main.tf": _MODULE,
    "modules/service-{number:04}/variables.tf": _INPUTS,
    "modules/service-{number:04}/outputs.tf": _MODULE_OUTPUTS,
}


def services(directory: Path, files: int) -> None:
    """Write services of Terraform and Kubernetes, of so many files in all."""
    for number in range(files // FILES):
        named = {
            "number": number,
            "team": number % 37,
            "size": 50 + number % 200,
            "environment": ("dev", "staging", "prod")[number % 3],
        }
        for path, text in {**_TEMPLATES, **_FIXED}.items():
            file = directory / path.format(number=number)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text if path in _FIXED else text.format(**named), encoding="utf-8")


def copies(repository: Path, directory: Path, count: int) -> None:
    """Copy a repository so many times, without its history."""
    for number in range(count):
        shutil.copytree(
            repository, directory / f"copy-{number}", symlinks=True, ignore=shutil.ignore_patterns(".git", ".terraform")
        )
