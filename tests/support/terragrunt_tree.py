"""A Terragrunt project as people lay it out, and short ways to read one."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from finops_guard.recursion import deep_recursion
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings, TerraformSettings
from finops_guard.sources.registry import load, source_of
from finops_guard.tree import MemoryTree
from finops_guard.values import Plain, Value, plain

# Two environments deploy the same module; what they share stands in root.hcl and _env/app.hcl.
PROJECT: Mapping[str, str] = {
    "live/root.hcl": """\
locals {
  environment = read_terragrunt_config(find_in_parent_folders("env.hcl"))
  name        = local.environment.locals.name
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "eu-west-1"
      allowed_account_ids = ["${get_aws_account_id()}"]
      default_tags {
        tags = {
          environment = "${local.name}"
          path        = "${path_relative_to_include()}"
        }
      }
    }
  EOF
}

inputs = {
  tags  = { team = "platform", tier = "any" }
  zones = ["a"]
}
""",
    "live/_env/app.hcl": """\
terraform {
  source = "${get_repo_root()}//modules/app"
}

dependency "network" {
  config_path  = "../network"
  mock_outputs = { subnet = "subnet-mock" }
}

inputs = {
  subnet = dependency.network.outputs.subnet
}
""",
    "live/prod/env.hcl": 'locals {\n  name = "prod"\n}\n',
    "live/dev/env.hcl": 'locals {\n  name = "dev"\n}\n',
    "live/prod/app/terragrunt.hcl": """\
include "root" {
  path           = find_in_parent_folders("root.hcl")
  expose         = true
  merge_strategy = "deep"
}

include "env" {
  path = "${dirname(find_in_parent_folders("root.hcl"))}/_env/app.hcl"
}

inputs = {
  size  = "m5.4xlarge"
  tags  = { tier = "web" }
  zones = ["b"]
  label = "app-${include.root.locals.name}"
}
""",
    "live/dev/app/terragrunt.hcl": """\
include "root" {
  path = find_in_parent_folders("root.hcl")
}

include "env" {
  path = "${dirname(find_in_parent_folders("root.hcl"))}/_env/app.hcl"
}

inputs = {
  tags = { tier = "web" }
}
""",
    "modules/app/main.tf": """\
variable "size" { default = "t3.micro" }
variable "subnet" { type = string }
variable "label" { default = "app" }
variable "tags" { type = map(string) }
variable "zones" { type = list(string) }

resource "aws_instance" "web" {
  instance_type     = var.size
  subnet_id         = var.subnet
  availability_zone = join(",", var.zones)
  user_data         = var.label
  tags              = var.tags
}

module "queue" {
  source = "../queue"
}
""",
    "modules/queue/main.tf": 'resource "aws_sqs_queue" "jobs" {}\n',
}


def read(files: Mapping[str, str], paths: Sequence[str] | None = None, **terraform: object) -> ResourceSet:
    """Read files; ``paths`` makes it a part, with the rest as context."""
    tree = MemoryTree({path: textwrap.dedent(text) for path, text in files.items()})
    settings = Settings(terraform=TerraformSettings(**terraform))  # type: ignore[arg-type]
    everything = [path for path in files if source_of(path) == "terraform"]
    with deep_recursion():
        if paths is None:
            return load("terraform").read(tree, everything, settings)
        return load("terraform").read(tree, paths, settings, lambda: everything)


def resource(found: ResourceSet, root: str, address: str) -> Resource:
    return next(each for each in found.resources if (each.root, each.address) == (root, address))


def value(found: ResourceSet, root: str, address: str, name: str) -> Value:
    given = resource(found, root, address).values.get(name)
    assert given is not None, f"{address} has no {name}"
    return given


def outputs(text: str, files: Mapping[str, str] | None = None, **terraform: object) -> dict[str, Value]:
    """Return what the ``inputs`` of a unit in live/prod/app give to a module that takes any."""
    names = [line.split("=")[0].strip() for line in text.splitlines() if line.startswith("  ") and "=" in line]
    variables = "".join(f'variable "{name}" {{ type = any }}\n' for name in names)
    arguments = "".join(f"  {name} = var.{name}\n" for name in names)
    project = {
        "live/prod/app/terragrunt.hcl": text,
        "live/prod/app/main.tf": f'{variables}resource "null_resource" "all" {{\n{arguments}}}\n',
        **(files or {}),
    }
    found = read(project, **terraform)
    values = resource(found, "live/prod/app", "null_resource.all").values
    return {name: given for name in names if (given := values.get(name)) is not None}


def known(found: ResourceSet, root: str, address: str, name: str) -> Plain:
    return plain(value(found, root, address, name))
