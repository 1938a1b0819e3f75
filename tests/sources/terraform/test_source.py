"""Whole configurations: roots, modules, expansion, providers, and what each resource ends up with."""

from __future__ import annotations

import pytest
from support.terraform_text import attribute, by_address, causes, read, tags

from finops_guard.resources import NO_INSTANCE, FileStatus
from finops_guard.values import Unknown


def test_addresses_are_as_terraform_writes_them() -> None:
    found = read(
        """
        resource "aws_sqs_queue" "one" {}
        resource "aws_sqs_queue" "many" { count = 2 }
        resource "aws_sqs_queue" "none" { count = 0 }
        resource "aws_sqs_queue" "each" { for_each = toset(["b", "a\\"q"]) }
        resource "aws_sqs_queue" "map" {
          for_each = { x = 1 }
          delay_seconds = each.value
          name          = each.key
        }
        """
    )
    assert list(by_address(found)) == [
        "aws_sqs_queue.one",
        "aws_sqs_queue.many[0]",
        "aws_sqs_queue.many[1]",
        'aws_sqs_queue.each["a\\"q"]',
        'aws_sqs_queue.each["b"]',
        'aws_sqs_queue.map["x"]',
    ]
    assert attribute(found, 'aws_sqs_queue.map["x"]', "delay_seconds") == 1


def test_unknown_expansion_makes_one_marked_instance_with_its_cause() -> None:
    found = read(
        """
        variable "n" {}
        variable "m" {}
        resource "aws_sqs_queue" "a" {
          count = var.n
          name  = "q${count.index}"
        }
        resource "aws_sqs_queue" "b" {
          for_each = var.m
          name     = each.key
        }
        resource "aws_sqs_queue" "c" { name = aws_sqs_queue.a[0].name }
        """
    )
    assert list(by_address(found)) == ["aws_sqs_queue.a[*]", "aws_sqs_queue.b[*]", "aws_sqs_queue.c"]
    assert causes(found, "aws_sqs_queue.a[*]", "name") == ["var.n has no value"]
    assert causes(found, "aws_sqs_queue.b[*]", "name") == ["var.m has no value"]
    assert causes(found, "aws_sqs_queue.c", "name") == ["var.n has no value"]


def test_a_map_with_unknown_keys_keeps_its_known_instances() -> None:
    found = read(
        """
        variable "more" { type = map(string) }
        resource "aws_sqs_queue" "q" { for_each = merge({ known = "x" }, var.more) }
        """
    )
    assert list(by_address(found)) == ['aws_sqs_queue.q["known"]', "aws_sqs_queue.q[*]"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "default"),
        ({"environ": {"name": "environ"}}, "environ"),
        ({"terraform.tfvars": 'name = "tfvars"'}, "tfvars"),
        ({"terraform.tfvars": 'name = "tfvars"', "terraform.tfvars.json": '{"name": "json"}'}, "json"),
        ({"environ": {"name": "e"}, "terraform.tfvars": 'name = "t"', "a.auto.tfvars": 'name = "auto"'}, "auto"),
        ({"a.auto.tfvars": 'name = "a"', "b.auto.tfvars.json": '{"name": "b"}'}, "b"),
        ({"other.tfvars": 'name = "other"'}, "default"),
        ({"a.auto.tfvars": 'name = "a"', "assignments": (("var", "name=var"),)}, "var"),
        ({"o.tfvars": 'name = "file"', "assignments": (("var", "name=var"), ("var-file", "o.tfvars"))}, "file"),
        ({"o.tfvars": 'name = "file"', "assignments": (("var-file", "o.tfvars"), ("var", "name=var"))}, "var"),
    ],
)
def test_a_later_source_of_a_variable_wins(given: dict[str, object], expected: str) -> None:
    files = {
        "main.tf": 'variable "name" { default = "default" }\nresource "aws_sqs_queue" "q" { name = var.name }',
        **{name: str(text) for name, text in given.items() if "." in name},
    }
    settings = {name: value for name, value in given.items() if "." not in name}
    assert attribute(read(files, **settings), "aws_sqs_queue.q", "name") == expected


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        ("number", "5", 5),
        ("bool", "true", True),
        ("string", "5", "5"),
        ("list(string)", '["a", "b"]', ["a", "b"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ("object({ a = string, b = optional(number, 3) })", "{ a = 1 }", {"a": "1", "b": 3}),
        ('object({ a = optional(object({ b = optional(string, "x") }), {}) })', "{}", {"a": {"b": "x"}}),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("tuple([string, number])", '["a", "1"]', ["a", 1]),
        ("any", "5", 5),
    ],
)
def test_a_value_is_converted_to_the_declared_type(declared: str, given: str, expected: object) -> None:
    text = f'variable "v" {{ type = {declared} }}\nresource "aws_sqs_queue" "q" {{ name = var.v }}'
    found = read(text, assignments=(("var", f"v={given}"),))
    assert attribute(found, "aws_sqs_queue.q", "name") == expected


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('variable "v" {}\nresource "aws_sqs_queue" "q" { name = var.v }', "var.v has no value"),
        (
            'variable "v" {\n type = number\n default = "x"\n}\nresource "aws_sqs_queue" "q" { name = var.v }',
            "var.v does not have its declared type: a number is required, not a string",
        ),
        (
            'resource "aws_sqs_queue" "q" { name = aws_vpc.a.id }\nresource "aws_vpc" "a" {}',
            "aws_vpc.a.id is known after apply",
        ),
        (
            'resource "aws_sqs_queue" "q" { name = data.aws_vpc.a.id }\ndata "aws_vpc" "a" {}',
            "data.aws_vpc.a.id is read from the cloud",
        ),
        (
            'resource "aws_sqs_queue" "q" { name = local.a }\nlocals {\n a = local.b\n b = local.a\n}',
            "local.a refers to itself",
        ),
        ('resource "aws_sqs_queue" "q" { name = var.nope }', "the expression fails: var.nope is not declared"),
        ('resource "aws_sqs_queue" "q" { name = timestamp() }', "timestamp() differs at every run"),
        (
            'resource "aws_sqs_queue" "q" { name = provider::x::y("a") }',
            "the provider's function provider::x::y is not evaluated",
        ),
        (
            'resource "aws_sqs_queue" "q" { name = module.m.out }\nmodule "m" { source = "org/m/aws" }',
            "module.m (org/m/aws) is not downloaded",
        ),
        (
            'resource "aws_sqs_queue" "q" { name = file("../../etc/passwd") }',
            "a file outside the scan root is not read",
        ),
        ('resource "aws_sqs_queue" "q" { name = file("/etc/passwd") }', "a file outside the scan root is not read"),
        ('resource "aws_sqs_queue" "q" { name = each.key }', "the expression fails: each cannot be used here"),
    ],
)
def test_what_is_not_known_says_why(text: str, cause: str) -> None:
    assert causes(read(text), "aws_sqs_queue.q", "name") == [cause]


def test_modules_are_judged_through_their_calls() -> None:
    found = read(
        {
            "live/main.tf": """
                module "queues" {
                  source   = "../modules/queue"
                  for_each = toset(["a", "b"])
                  name     = "q-${each.key}"
                }
                resource "aws_sqs_queue" "after" { name = module.queues["a"].made }
                """,
            "modules/queue/main.tf": """
                variable "name" { type = string }
                resource "aws_sqs_queue" "this" { name = var.name }
                output "made" { value = "${aws_sqs_queue.this.name}!" }
                """,
        }
    )
    assert {resource.address: resource.root for resource in found.resources} == {
        "aws_sqs_queue.after": "live",
        'module.queues["a"].aws_sqs_queue.this': "live",
        'module.queues["b"].aws_sqs_queue.this': "live",
    }
    assert attribute(found, "aws_sqs_queue.after", "name") == "q-a!"
    assert [root.path for root in found.roots] == ["live"]
    value = by_address(found)['module.queues["b"].aws_sqs_queue.this'].values.get("name")
    assert value is not None
    assert value.origin is not None
    assert str(value.origin.location()) == "live/main.tf:5:14"


def test_modules_that_call_each_other_in_a_circle_end() -> None:
    found = read(
        {
            "a/main.tf": 'module "b" { source = "../b" }\nresource "aws_sqs_queue" "a" {}',
            "b/main.tf": 'module "a" { source = "../a" }\nresource "aws_sqs_queue" "b" {}',
        }
    )
    assert any("holds this very call" in each.message for each in found.diagnostics)
    assert {file.status for file in found.files} == {FileStatus.JUDGED}


def test_two_modules_may_use_each_others_outputs() -> None:
    found = read(
        {
            "main.tf": """
                module "a" {
                  source = "./m"
                  in     = "1"
                }
                module "b" {
                  source = "./m"
                  in     = module.a.out
                }
                """,
            "m/main.tf": """
                variable "in" {}
                output "out" { value = "${var.in}+" }
                resource "aws_sqs_queue" "q" { name = var.in }
                """,
        }
    )
    assert attribute(found, "module.b.aws_sqs_queue.q", "name") == "1+"


def test_a_module_that_is_called_with_count_zero_makes_nothing_and_says_so() -> None:
    found = read(
        {
            "main.tf": 'module "m" {\n source = "./m"\n count = 0\n}',
            "m/main.tf": 'resource "aws_sqs_queue" "q" {}',
        }
    )
    assert found.resources == ()
    statuses = {file.path: file.status for file in found.files}
    assert statuses == {"main.tf": FileStatus.JUDGED, "m/main.tf": FileStatus.SUPPORTING}


def test_downloaded_modules_are_found_through_modules_json() -> None:
    found = read(
        {
            "main.tf": 'module "m" { source = "org/m/aws" }',
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "m", "Dir": ".terraform/modules/m"}]}',
            ".terraform/modules/m/main.tf": 'resource "aws_sqs_queue" "q" {}',
        },
    )
    assert "module.m.aws_sqs_queue.q" in by_address(found)


def test_a_part_of_a_tree_is_read_with_the_rest_as_context() -> None:
    files = {
        "live/a/main.tf": 'module "m" {\n source = "../../modules/m"\n name = "a"\n}',
        "live/b/main.tf": 'resource "aws_sqs_queue" "other" {}',
        "modules/m/main.tf": 'variable "name" {}\nresource "aws_sqs_queue" "q" { name = var.name }',
    }
    module = read(files, ["modules/m/main.tf"])
    assert list(by_address(module)) == ["module.m.aws_sqs_queue.q"]
    assert attribute(module, "module.m.aws_sqs_queue.q", "name") == "a"
    assert [file.path for file in module.files] == ["modules/m/main.tf"]
    assert list(by_address(read(files, ["live/b/main.tf"]))) == ["aws_sqs_queue.other"]
    assert list(by_address(read(files, ["live/a/main.tf"]))) == ["module.m.aws_sqs_queue.q"]


def test_default_tags_follow_the_provider_configuration_of_each_resource() -> None:
    found = read(
        {
            "main.tf": """
                provider "aws" {
                  default_tags { tags = { owner = "default", team = "a" } }
                }
                provider "aws" {
                  alias  = "west"
                  region = "us-west-2"
                  default_tags { tags = { owner = "west" } }
                }
                resource "aws_sqs_queue" "one" { tags = { owner = "own" } }
                resource "aws_sqs_queue" "two" {
                  provider = aws.west
                }
                module "inherits" { source = "./m" }
                module "passed" {
                  source    = "./m"
                  providers = { aws = aws.west }
                }
                resource "aws_autoscaling_group" "asg" {
                  tag {
                    key                 = "owner"
                    value               = "asg"
                    propagate_at_launch = true
                  }
                }
                """,
            "m/main.tf": 'resource "aws_sqs_queue" "q" {}',
        }
    )
    assert tags(found, "aws_sqs_queue.one") == {"owner": ("own", "resource"), "team": ("a", "default_tags")}
    assert tags(found, "aws_sqs_queue.two") == {"owner": ("west", "default_tags")}
    assert tags(found, "module.inherits.aws_sqs_queue.q") == {
        "owner": ("default", "default_tags"),
        "team": ("a", "default_tags"),
    }
    assert tags(found, "module.passed.aws_sqs_queue.q") == {"owner": ("west", "default_tags")}
    assert tags(found, "aws_autoscaling_group.asg") == {"owner": ("asg", "resource")}
    region = by_address(found)["aws_sqs_queue.two"].region
    assert region is not None
    assert region.raw == "us-west-2"


@pytest.mark.parametrize(
    ("written", "known", "open_causes"),
    [
        ('{ owner = "a" }', {"owner"}, []),
        ("var.t", set(), ["var.t has no value"]),
        ('merge(var.t, { owner = "a" })', {"owner"}, ["var.t has no value"]),
        ('merge({ owner = "a" }, var.t)', {"owner"}, ["var.t has no value"]),
        ("{ owner = var.t }", {"owner"}, []),
        ('{ (var.t) = "x", team = "y" }', {"team"}, ["var.t has no value"]),
        ("null", set(), []),
    ],
)
def test_unknown_tags_leave_known_keys_known(written: str, known: set[str], open_causes: list[str]) -> None:
    found = read(f'variable "t" {{}}\nresource "aws_sqs_queue" "q" {{ tags = {written} }}')
    effective = by_address(found)["aws_sqs_queue.q"].tags
    assert effective is not None
    assert set(effective.tags) == known
    assert [cause.text for cause in effective.open] == open_causes


def test_google_and_azure_tags() -> None:
    found = read(
        """
        provider "google" { default_labels = { team = "a" } }
        resource "google_storage_bucket" "b" { labels = { owner = "x" } }
        resource "google_compute_instance" "i" { tags = ["network-tag"] }
        resource "google_sql_database_instance" "d" {
          settings { user_labels = { owner = "y" } }
        }
        resource "azurerm_resource_group" "g" { tags = { owner = "z" } }
        resource "google_compute_network" "n" {}
        """
    )
    assert tags(found, "google_storage_bucket.b") == {"owner": ("x", "resource"), "team": ("a", "default_tags")}
    assert tags(found, "google_compute_instance.i") == {"team": ("a", "default_tags")}
    assert tags(found, "google_sql_database_instance.d")["owner"] == ("y", "resource")
    assert tags(found, "azurerm_resource_group.g") == {"owner": ("z", "resource")}
    assert by_address(found)["google_compute_network.n"].tags is None


def test_dynamic_blocks_expand_with_their_iterator() -> None:
    found = read(
        """
        variable "u" {}
        resource "aws_instance" "i" {
          ebs_block_device { device_name = "/dev/a" }
          dynamic "ebs_block_device" {
            for_each = { "/dev/b" = 10, "/dev/c" = 20 }
            iterator = disk
            content {
              device_name = disk.key
              volume_size = disk.value
              dynamic "inner" {
                for_each = [1]
                content { n = inner.value + disk.value }
              }
            }
          }
          dynamic "network_interface" {
            for_each = var.u
            content {}
          }
        }
        """
    )
    assert attribute(found, "aws_instance.i", "ebs_block_device") == [
        {"device_name": "/dev/a"},
        {"device_name": "/dev/b", "volume_size": 10, "inner": [{"n": 11}]},
        {"device_name": "/dev/c", "volume_size": 20, "inner": [{"n": 21}]},
    ]
    assert causes(found, "aws_instance.i", "network_interface") == ["var.u has no value"]
    assert [child.name for child in by_address(found)["aws_instance.i"].children] == [
        "ebs_block_device[/dev/a]",
        "ebs_block_device[/dev/b]",
        "ebs_block_device[/dev/c]",
    ]


def test_override_files_are_merged_over_the_rest() -> None:
    found = read(
        {
            "main.tf": """
                locals { size = "base" }
                resource "aws_instance" "i" {
                  instance_type = local.size
                  ami           = "a"
                  root_block_device { volume_size = 1 }
                }
                """,
            "z_override.tf": """
                locals { size = "over" }
                resource "aws_instance" "i" {
                  ami = "b"
                  root_block_device { volume_type = "gp3" }
                }
                """,
        }
    )
    assert attribute(found, "aws_instance.i", "instance_type") == "over"
    assert attribute(found, "aws_instance.i", "ami") == "b"
    assert attribute(found, "aws_instance.i", "root_block_device") == [{"volume_type": "gp3"}]


def test_json_syntax_gives_the_same_resources() -> None:
    found = read(
        {
            "main.tf.json": """{
              "locals": {"name": "x"},
              "resource": {"aws_sqs_queue": {"q": {"name": "${local.name}-y", "tags": {"owner": "o"}}}}
            }"""
        }
    )
    assert attribute(found, "aws_sqs_queue.q", "name") == "x-y"
    assert tags(found, "aws_sqs_queue.q") == {"owner": ("o", "resource")}


def test_meta_blocks_make_no_resources() -> None:
    found = read(
        """
        resource "aws_sqs_queue" "q" {
          lifecycle { prevent_destroy = true }
          depends_on = [aws_vpc.x]
          provisioner "local-exec" { command = "touch /hacked" }
        }
        moved {
          from = aws_sqs_queue.a
          to   = aws_sqs_queue.q
        }
        removed { from = aws_sqs_queue.old }
        import {
          to = aws_sqs_queue.q
          id = "x"
        }
        check "c" {
          assert {
            condition     = true
            error_message = "x"
          }
        }
        data "aws_vpc" "d" {}
        """
    )
    assert list(by_address(found)) == ["aws_sqs_queue.q"]
    assert set(by_address(found)["aws_sqs_queue.q"].values.raw or {}) == set()


@pytest.mark.parametrize(
    ("root", "workspace", "tag", "name", "known_by"),
    [
        ("live/prod", "default", None, "prod", "path"),
        ("live/eu-production-1", "default", None, "prod", "path"),
        ("live/nonprod", "default", None, None, ""),
        ("live/non-prod", "default", None, None, ""),
        ("live/prod", "staging", None, "staging", "workspace"),
        ("live/prod", "staging", '"dev"', "dev", "tag"),
        ("live/x", "default", '"Production"', "prod", "tag"),
        ("live/x", "default", '"blue"', "blue", "tag"),
        ("live/prod", "default", "var.u", None, "tag"),
        ("live/x", "default", None, None, ""),
    ],
)
def test_the_environment_and_what_tells_it(
    root: str, workspace: str, tag: str | None, name: str | None, known_by: str
) -> None:
    written = f"tags = {{ environment = {tag} }}" if tag else ""
    text = f'variable "u" {{}}\nresource "aws_sqs_queue" "q" {{ {written} }}'
    environment = by_address(read({f"{root}/main.tf": text}, workspace=workspace))["aws_sqs_queue.q"].environment
    assert (environment.name, environment.known_by) == (name, known_by)
    assert bool(environment.causes) == (tag == "var.u")


def test_file_functions_read_inside_the_root_only() -> None:
    found = read(
        {
            "live/main.tf": """
                locals { data = yamldecode(file("${path.module}/../data/sizes.yaml")) }
                resource "aws_sqs_queue" "q" {
                  name = templatefile("name.tftpl", { n = local.data.size, names = ["a", "b"] })
                }
                resource "aws_sqs_queue" "each" {
                  for_each = fileset(path.module, "conf/*.json")
                  name     = jsondecode(file(each.key)).name
                }
                """,
            "data/sizes.yaml": "size: 3\n",
            "live/name.tftpl": "x${n}%{ for each in names }-${each}%{ endfor }",
            "live/conf/a.json": '{"name": "first"}',
            "live/conf/b.txt": "",
        }
    )
    assert attribute(found, "aws_sqs_queue.q", "name") == "x3-a-b"
    assert attribute(found, 'aws_sqs_queue.each["conf/a.json"]', "name") == "first"


def _sharing(wrap: str, use: str) -> str:
    """Return locals that hold the next one twice, sixty deep, and a use that walks over all of it."""
    steps = "\n".join(f"a{i} = " + wrap.replace("NEXT", f"local.a{i + 1}") for i in range(60))
    return f'locals {{\n{steps}\na60 = ["x"]\n}}\nresource "aws_sqs_queue" "q" {{ {use} }}'


SHARING = {
    "functions": 'locals { b = [for i in range(1000) : [for j in range(90) : "x${i}${j}"]] }\n'
    'resource "aws_sqs_queue" "q" { name = [for i in range(1000) : concat(local.b, flatten(local.b))] }',
    "contains": 'locals { b = flatten([for i in range(1000) : [for j in range(90) : "x${i}${j}"]]) }\n'
    'resource "aws_sqs_queue" "q" { name = [for x in local.b : contains(local.b, "zz")] }',
    "hashes": 'locals { s = join("", [for i in range(1000) : join("", [for j in range(1000) : "x"])]) }\n'
    'resource "aws_sqs_queue" "q" { name = [for i in range(1000) : [for j in range(1000) : sha256(local.s)]] }',
    "blocks": 'resource "aws_instance" "i" {\n  count = 10000\n'
    '  dynamic "a" {\n    for_each = range(20)\n    content {\n'
    '      dynamic "b" {\n        for_each = range(20)\n        content { x = 1 }\n      }\n    }\n  }\n}',
    "ceil": 'resource "aws_sqs_queue" "q" { name = ceil(tonumber("1e9999999")) }',
    "floor": 'resource "aws_sqs_queue" "q" { name = floor(1e999999999) }',
    "tuples": _sharing("[NEXT, NEXT]", "name = local.a0"),
    "objects": _sharing("{ x = NEXT, y = NEXT }", "tags = local.a0"),
    "for": _sharing("[for x in [1, 2] : NEXT]", "name = jsonencode(local.a0)"),
    "concat": _sharing("concat([NEXT], [NEXT])", "name = length(flatten(local.a0))"),
    "merge": _sharing("merge({ x = NEXT }, { y = NEXT })", "tags = local.a0"),
    "conversions": _sharing("tolist([NEXT, NEXT])", "name = sensitive(local.a0)"),
    "conditional": _sharing("true ? [NEXT, NEXT] : []", "name = nonsensitive(sensitive(local.a0))"),
    "splat": _sharing("[NEXT, NEXT][*]", "name = local.a0"),
    "strings": 'locals {\n  s = join("", [for i in range(1000) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])\n'
    "  l = [for i in range(1000) : [for j in range(1000) : local.s]]\n}\n"
    'resource "aws_sqs_queue" "q" { name = jsonencode(local.l) }',
    "template": 'locals {\n  s = join("", [for i in range(1000) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])\n}\n'
    'resource "aws_sqs_queue" "q" { name = "%{ for i in range(1000) }%{ for j in range(1000) }${local.s}'
    '%{ endfor }%{ endfor }" }',
}


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_sqs_queue" "q" { count = 1000000000 }',
        'resource "aws_sqs_queue" "q" { for_each = toset([for i in range(1024) : "${i}"]) }',
        'locals { a = range(1000000) }\nresource "aws_sqs_queue" "q" { name = local.a }',
        'resource "aws_sqs_queue" "q" { name = pow(10, 100000000) }',
        'resource "aws_sqs_queue" "q" { name = 1e1000000000 }',
        'resource "aws_sqs_queue" "q" { name = format("%1000000000d", 1) }',
        'resource "aws_sqs_queue" "q" { name = regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!") }',
        "locals {\n"
        + "\n".join(f'a{i} = "${{local.a{i + 1}}}${{local.a{i + 1}}}"' for i in range(60))
        + '\na60 = "xxxxxxxxxx"\n}\nresource "aws_sqs_queue" "q" { name = local.a0 }',
        "locals {\n"
        + "\n".join(f"a{i} = local.a{i + 1}" for i in range(5000))
        + '\na5000 = 1\n}\nresource "aws_sqs_queue" "q" { name = local.a0 }',
        "locals {\n"
        + "\n".join(f"a{i} = [for x in range(1000) : local.a{i + 1}]" for i in range(30))
        + '\na30 = 1\n}\nresource "aws_sqs_queue" "q" { name = join(",", flatten(local.a0)) }',
        *SHARING.values(),
    ],
    ids=["count", "set", "range", "pow", "exponent", "width", "regex", "doubling", "chain", "nested-lists", *SHARING],
)
def test_hostile_input_is_bounded(text: str) -> None:
    found = read(text)
    assert {resource.type for resource in found.resources} <= {"aws_sqs_queue", "aws_instance"}


def test_a_long_chain_of_references_is_evaluated() -> None:
    chain = "\n".join(f"a{i} = local.a{i + 1}" for i in range(300))
    text = f'locals {{\n{chain}\na300 = "end"\n}}\nresource "aws_sqs_queue" "q" {{ name = local.a0 }}'
    assert attribute(read(text), "aws_sqs_queue.q", "name") == "end"


def test_the_text_of_sensitive_values_is_concealed() -> None:
    found = read(
        {
            "main.tf": """
                variable "secret" {
                  sensitive = true
                  default   = "hunter2"
                }
                variable "unused" { sensitive = true }
                resource "aws_sqs_queue" "q" {
                  name = "x-${var.secret}"
                  tags = { (var.secret) = var.secret }
                }
                """,
            "terraform.tfvars": 'unused = "swordfish"\n',
        }
    )
    resource = by_address(found)["aws_sqs_queue.q"]
    name = resource.values.get("name")
    assert name is not None
    assert name.is_sensitive
    source = resource.span.source
    lines = [source.line(number) for number in range(1, 10)]
    assert not any("hunter2" in line for line in lines)
    assert any("(sensitive)" in line for line in lines)


def test_syntax_errors_keep_the_rest() -> None:
    found = read('resource "aws_sqs_queue" "a" {\n  name = = 1\n}\nresource "aws_sqs_queue" "b" {}\n')
    assert "aws_sqs_queue.b" in by_address(found)
    assert [(each.kind, each.span.location().line) for each in found.diagnostics if each.span] == [("syntax", 2)]
    assert found.files[0].status is FileStatus.BROKEN


def test_an_argument_with_a_syntax_error_is_there_and_unknown() -> None:
    text = 'resource "aws_sqs_queue" "a" {\n  name = "a"\n  tags = {\n    owner = "b" "c"\n  }\n}\n'
    found = read(text)
    assert attribute(found, "aws_sqs_queue.a", "name") == "a"
    assert causes(found, "aws_sqs_queue.a", "tags") == ["its text has a syntax error"]
    effective = by_address(found)["aws_sqs_queue.a"].tags
    assert effective is not None
    assert [cause.text for cause in effective.open] == ["its text has a syntax error"]


def test_conditionals_with_an_unknown_condition() -> None:
    found = read(
        """
        variable "u" {}
        resource "aws_sqs_queue" "q" {
          a = var.u ? 1 : 1
          b = var.u ? 1 : 2
          c = var.u || true
          d = var.u && true
        }
        """
    )
    assert attribute(found, "aws_sqs_queue.q", "a") == 1
    assert isinstance(attribute(found, "aws_sqs_queue.q", "b"), Unknown)
    assert attribute(found, "aws_sqs_queue.q", "c") is True
    assert isinstance(attribute(found, "aws_sqs_queue.q", "d"), Unknown)


@pytest.mark.parametrize(
    ("expression", "prefix", "suffix"),
    [
        ('"a-${var.u}-b"', "a-", "-b"),
        ('"${var.u}-b"', "", "-b"),
        ('"a-${"b-${var.u}"}"', "a-b-", ""),
        ('"a${var.u}b${var.u}c"', "a", "c"),
        ('"%{ if true }x%{ endif }${var.u}"', "x", ""),
        ("var.u", "", ""),
    ],
)
def test_a_partly_known_text_keeps_its_ends(expression: str, prefix: str, suffix: str) -> None:
    found = read(f'variable "u" {{}}\nresource "aws_sqs_queue" "q" {{ name = {expression} }}')
    value = attribute(found, "aws_sqs_queue.q", "name")
    assert isinstance(value, Unknown)
    assert value.shape == (prefix, suffix)


def test_a_partly_known_key_leaves_other_keys_certainly_absent() -> None:
    found = read(
        """
        variable "u" {}
        resource "aws_sqs_queue" "q" { tags = merge({ team = "a" }, { "cluster/${var.u}" = "x" }) }
        resource "aws_sqs_queue" "r" { tags = merge({ team = "a" }, var.u) }
        """
    )
    shaped, opened = (by_address(found)[f"aws_sqs_queue.{name}"].tags for name in "qr")
    assert shaped is not None
    assert opened is not None
    assert (set(shaped.tags), shaped.shapes) == ({"team"}, (("cluster/", ""),))
    assert opened.shapes == (("", ""),)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('lookup({}, var.u, "default")', "default"),
        ("length(slice(var.u, 0, 3))", 3),
        ('try(fileset(pathexpand(null), "*"), "none")', "none"),
        ('try(abspath(null), "none")', "none"),
        ('try(timeadd(null, "1h"), "none")', "none"),
    ],
)
def test_what_an_unknown_argument_leaves_known(expression: str, expected: object) -> None:
    found = read(f'variable "u" {{}}\nresource "aws_sqs_queue" "q" {{ name = {expression} }}')
    assert attribute(found, "aws_sqs_queue.q", "name") == expected


def test_nested_templates_cost_no_more_than_they_are_long() -> None:
    text = "var.u"
    for _ in range(90):
        text = f'"x${{{text}}}y"'
    found = read(f'variable "u" {{}}\nresource "aws_sqs_queue" "q" {{ name = {text} }}')
    value = attribute(found, "aws_sqs_queue.q", "name")
    assert isinstance(value, Unknown)
    assert value.shape == ("x" * 90, "y" * 90)


def test_modules_that_call_the_next_one_twice_end() -> None:
    call = 'module "%s" { source = "../m%d" }\n'
    files = {f"m{at}/main.tf": call % ("x", at + 1) + call % ("y", at + 1) for at in range(13)}
    found = read({**files, "m13/main.tf": 'resource "aws_sqs_queue" "q" {}'})
    assert any("makes more than" in each.message for each in found.diagnostics)


def test_modules_of_which_nothing_is_made_are_said() -> None:
    call = 'module "%s" {\n  source   = "./%s"\n  for_each = var.all\n}\n'
    found = read(
        {
            "main.tf": 'variable "all" { default = {} }\n' + call % ("a", "a") + call % ("b", "b"),
            "a/main.tf": 'module "deep" { source = "../deep" }',
            "b/main.tf": 'resource "aws_eip" "b" {}',
            "deep/main.tf": 'resource "aws_eip" "deep" {}',
        }
    )
    said = "with these values no instance is made of some modules that the root module calls: . (a and 2 more)"
    assert [(each.kind, each.message) for each in found.diagnostics] == [("no-instance", said)]
    assert [each.path for each in found.files if each.reason == NO_INSTANCE] == [
        "a/main.tf",
        "b/main.tf",
        "deep/main.tf",
    ]


def test_a_module_that_nothing_calls_is_a_library() -> None:
    found = read(
        {
            "modules/queue/main.tf": """
                variable "tags" { default = {} }
                variable "kind" { default = "gp2" }
                resource "aws_sqs_queue" "q" {
                  tags = var.tags
                  name = var.kind
                }
                """
        }
    )
    effective = by_address(found)["aws_sqs_queue.q"].tags
    assert effective is not None
    assert [cause.text for cause in effective.open] == ["var.tags is for the caller of the module to give"]
    assert attribute(found, "aws_sqs_queue.q", "name") == "gp2"
    assert found.roots == ()
    assert [each.kind for each in found.diagnostics] == ["library"]


@pytest.mark.parametrize(
    "more", ['provider "aws" {}', 'terraform {\n  backend "s3" {}\n}', "terraform {\n  cloud {}\n}"]
)
def test_a_root_below_modules_stays_a_root(more: str) -> None:
    text = f'variable "tags" {{ default = {{}} }}\nresource "aws_sqs_queue" "q" {{ tags = var.tags }}\n{more}\n'
    assert [root.path for root in read({"modules/queue/main.tf": text}).roots] == ["modules/queue"]


def test_the_environment_from_a_variable_of_the_root() -> None:
    text = 'variable "environment" { default = "Production" }\nresource "aws_sqs_queue" "q" {}\n'
    environment = by_address(read({"x/main.tf": text}))["aws_sqs_queue.q"].environment
    assert (environment.name, environment.known_by) == ("prod", "variable")
    environment = by_address(read({"dev/main.tf": text}))["aws_sqs_queue.q"].environment
    assert (environment.name, environment.known_by) == ("dev", "path")


def test_a_call_that_makes_nothing_needs_no_module() -> None:
    found = read('module "m" {\n source = "org/m/aws"\n count = 0\n}\nresource "aws_sqs_queue" "q" {}\n')
    assert found.diagnostics == ()
    assert found.roots[0].causes == ()


@pytest.mark.parametrize(
    "expression",
    [
        'tonumber("--5")',
        'tonumber("²")',
        f'tonumber("{"9" * 5000}")',
        "pow(0, -1)",
        "pow(-8, 0.5)",
        "log(1e400, 10)",
        "log(1e-400, 10)",
        "sum([9e1000000, 9e1000000])",
        '-tonumber("1e9999999")',
        'abs(tonumber("-1e9999999"))',
        "range(1e9999999, 9e9999999, 1e9999999)",
        'format("%e", pow(10, 400))',
        'jsondecode("NaN")',
        'jsondecode("Infinity")',
        'jsondecode("' + "[" * 900 + "]" * 900 + '")',
        'sha256(jsondecode("\\"\\\\ud800\\""))',
        'base64decode("é")',
        'file("\\u0000")',
        'fileexists("a\\u0000b")',
    ],
)
def test_what_cannot_be_calculated_is_an_error_of_the_expression(expression: str) -> None:
    found = read(f'resource "aws_sqs_queue" "q" {{ name = {expression} }}\nresource "aws_sqs_queue" "r" {{}}')
    value = by_address(found)["aws_sqs_queue.q"].values.get("name")
    assert value is not None
    assert value.is_unknown or not isinstance(value.raw, float)
    assert "aws_sqs_queue.r" in by_address(found)


@pytest.mark.parametrize(
    "for_each", ["toset([var.s])", "{ (var.s) = 1 }", "{ for k in [var.s] : k => 1 }", "zipmap([var.s], [1])"]
)
def test_sensitive_values_make_no_addresses(for_each: str) -> None:
    found = read(
        f"""
        variable "s" {{
          sensitive = true
          default   = "hunter2"
        }}
        resource "aws_sqs_queue" "q" {{ for_each = {for_each} }}
        """
    )
    assert list(by_address(found)) == ["aws_sqs_queue.q[*]"]


def test_resources_beyond_the_limit_are_said() -> None:
    found = read("\n".join(f'resource "aws_sqs_queue" "q{at}" {{ count = 10000 }}' for at in range(3)))
    assert len(found.resources) == 20_000
    assert [each.kind for each in found.diagnostics] == ["limit"]
    assert any("was not judged" in cause.text for cause in found.roots[0].causes)


def test_modules_that_multiply_end() -> None:
    found = read(
        {
            "main.tf": 'module "a" {\n  source = "./a"\n  count = 10000\n}',
            "a/main.tf": 'module "b" {\n  source = "../b"\n  count = 10000\n}',
            "b/main.tf": 'module "c" {\n  source = "../c"\n  count = 10000\n}',
            "c/main.tf": 'resource "aws_sqs_queue" "q" {}',
        }
    )
    assert any("makes more than" in each.message for each in found.diagnostics)
