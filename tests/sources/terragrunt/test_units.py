"""Whole projects: which units there are, what each deploys, and where its values come from."""

from __future__ import annotations

import json

import pytest
from support.command_line import Runner
from support.terragrunt_tree import PROJECT, known, read, resource, value

from finops_guard.diagnostics import Level
from finops_guard.resources import FileStatus, ResourceSet
from finops_guard.values import Unknown, all_causes

WEB = "aws_instance.web"
MODULE = 'variable "size" { default = "small" }\nresource "aws_instance" "web" { instance_type = var.size }\n'


def messages(found: ResourceSet) -> list[tuple[str, str, str]]:
    return [
        (each.level.value, each.kind, str(each.span.location()) if each.span else each.path)
        for each in found.diagnostics
    ]


def test_each_unit_is_a_root_and_its_module_is_judged_through_it_alone() -> None:
    found = read(PROJECT)
    assert [(root.path, root.environment.name, len(root.resources)) for root in found.roots] == [
        ("live/dev/app", "dev", 2),
        ("live/prod/app", "prod", 2),
    ]
    assert {each.root for each in found.resources} == {"live/dev/app", "live/prod/app"}
    assert messages(found) == []


def test_values_keep_the_place_they_were_written_at() -> None:
    found = read(PROJECT)
    size = value(found, "live/prod/app", WEB, "instance_type")
    assert (size.raw, str(size.origin and size.origin.location())) == (
        "m5.4xlarge",
        "live/prod/app/terragrunt.hcl:12:11",
    )
    assert known(found, "live/dev/app", WEB, "instance_type") == "t3.micro"


def test_strategies_merge_as_documented() -> None:
    found = read(PROJECT)
    assert known(found, "live/prod/app", WEB, "tags") == {"team": "platform", "tier": "web"}
    assert known(found, "live/prod/app", WEB, "availability_zone") == "a,b"
    assert known(found, "live/dev/app", WEB, "tags") == {"tier": "web"}
    assert known(found, "live/dev/app", WEB, "availability_zone") == "a"


def test_an_exposed_include_is_evaluated_for_the_unit_that_includes_it() -> None:
    assert known(read(PROJECT), "live/prod/app", WEB, "user_data") == "app-prod"


def test_a_dependency_is_unknown_and_its_mock_is_no_truth() -> None:
    subnet = value(read(PROJECT), "live/prod/app", WEB, "subnet_id")
    assert isinstance(subnet.raw, Unknown)
    assert [cause.text for cause in subnet.causes] == ["dependency.network.outputs are in the state of another unit"]


def test_generated_default_tags_point_into_the_configuration_that_generates_them() -> None:
    found = read(PROJECT)
    tags = resource(found, "live/prod/app", "module.queue.aws_sqs_queue.jobs").tags
    assert tags is not None
    shown = {key: (tag.value.raw, tag.origin.value) for key, tag in tags.tags.items()}
    assert shown == {"environment": ("prod", "default_tags"), "path": ("prod/app", "default_tags")}
    span = tags.tags["environment"].value.origin
    assert span is not None
    where = span.location()
    assert str(where) == "live/root.hcl:15:25"
    lines = PROJECT["live/root.hcl"].splitlines()
    assert span.source.excerpt(where.line, where.column) == lines[14]
    assert lines[14][where.column - 1 :] == '"${local.name}"'


def test_every_file_has_one_record() -> None:
    found = read(PROJECT)
    assert {file.path: file.status for file in found.files} == {
        **dict.fromkeys(("live/dev/app/terragrunt.hcl", "live/prod/app/terragrunt.hcl"), FileStatus.JUDGED),
        **dict.fromkeys(("modules/app/main.tf", "modules/queue/main.tf"), FileStatus.JUDGED),
        **dict.fromkeys(
            ("live/root.hcl", "live/_env/app.hcl", "live/dev/env.hcl", "live/prod/env.hcl"), FileStatus.SUPPORTING
        ),
    }
    assert len(found.files) == 8


@pytest.mark.parametrize(
    ("selected", "judged"),
    [
        (["live/prod/app/terragrunt.hcl"], ["live/prod/app"]),
        (["live/root.hcl"], ["live/dev/app", "live/prod/app"]),
        (["modules/queue/main.tf"], []),
    ],
)
def test_a_changed_file_is_judged_through_the_units_that_read_it(selected: list[str], judged: list[str]) -> None:
    found = read(PROJECT, selected)
    assert [root.path for root in found.roots] == judged
    assert [file.path for file in found.files] == selected


def test_a_changed_module_is_judged_with_what_every_unit_gives() -> None:
    found = read(PROJECT, ["modules/app/main.tf"])
    sizes = [(each.root, size.raw) for each in found.resources if (size := each.values.get("instance_type"))]
    assert sizes == [("live/dev/app", "t3.micro"), ("live/prod/app", "m5.4xlarge")]
    # What it calls is changed by it, too.
    assert {each.type for each in found.resources} == {"aws_instance", "aws_sqs_queue"}


def test_a_root_module_that_calls_the_module_of_a_unit_is_judged_too() -> None:
    found = read({**PROJECT, "other/main.tf": 'module "app" {\n  source = "../modules/queue"\n}\n'})
    assert [root.path for root in found.roots] == ["live/dev/app", "live/prod/app", "other"]
    assert resource(found, "other", "module.app.aws_sqs_queue.jobs").tags is not None


def test_a_unit_without_source_deploys_its_own_directory() -> None:
    found = read({"prod/terragrunt.hcl": 'inputs = { size = "big" }', "prod/main.tf": MODULE})
    assert known(found, "prod", WEB, "instance_type") == "big"


def test_a_source_in_an_included_file_is_seen_from_the_unit() -> None:
    found = read(
        {
            "live/root.hcl": (
                "terraform {\n"
                '  source = "${path_relative_from_include()}/../modules//${path_relative_to_include()}"\n'
                "}\n"
            ),
            "live/a/app/terragrunt.hcl": 'include {\n  path = find_in_parent_folders("root.hcl")\n}\n',
            "modules/a/app/main.tf": MODULE,
        }
    )
    assert known(found, "live/a/app", WEB, "instance_type") == "small"


def test_a_later_include_goes_over_an_earlier_one_and_the_unit_over_both() -> None:
    include = 'include "{0}" {{\n  path = "../{0}.hcl"\n}}\n'
    found = read(
        {
            "one.hcl": 'inputs = { size = "one", a = 1 }',
            "two.hcl": 'inputs = { size = "two", a = 2 }',
            "unit/terragrunt.hcl": include.format("one") + include.format("two") + "inputs = { b = 3 }\n",
            "unit/main.tf": MODULE + 'variable "a" {}\nresource "null_resource" "a" { triggers = { a = var.a } }\n',
        }
    )
    assert known(found, "unit", WEB, "instance_type") == "two"


def test_what_is_not_merged_is_only_exposed() -> None:
    found = read(
        {
            "one.hcl": 'locals { size = "exposed" }\ninputs = { size = "merged" }',
            "unit/terragrunt.hcl": (
                'include "one" {\n  path = "../one.hcl"\n  expose = true\n  merge_strategy = "no_merge"\n}\n'
                "inputs = { other = include.one.inputs.size }\n"
            ),
            "unit/main.tf": MODULE + 'variable "other" {}\nresource "aws_instance" "b" { instance_type = var.other }\n',
        }
    )
    assert known(found, "unit", WEB, "instance_type") == "small"
    assert known(found, "unit", "aws_instance.b", "instance_type") == "merged"


UNIT = {
    "unit/terragrunt.hcl": 'terraform {\n  source = "../module"\n}\ninputs = { size = "inputs" }\n',
    "module/main.tf": MODULE,
}


@pytest.mark.parametrize(
    ("files", "terraform", "expected"),
    [
        ({}, {}, "inputs"),
        ({}, {"environ": {"size": "environment"}}, "environment"),
        ({"module/terraform.tfvars": 'size = "module"'}, {"environ": {"size": "environment"}}, "module"),
        ({"module/a.auto.tfvars": 'size = "module"', "unit/a.auto.tfvars": 'size = "unit"'}, {}, "unit"),
        ({"unit/terraform.tfvars": 'size = "unit"'}, {"assignments": (("var", "size=line"),)}, "line"),
    ],
)
def test_inputs_are_the_weakest_of_all_values(
    files: dict[str, str], terraform: dict[str, object], expected: str
) -> None:
    assert known(read({**UNIT, **files}, **terraform), "unit", WEB, "instance_type") == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('required_var_files = ["${get_terragrunt_dir()}/../common.tfvars"]', "common"),
        ('optional_var_files = ["${get_terragrunt_dir()}/none.tfvars"]', "inputs"),
        ('arguments = ["-var-file=../common.tfvars"]', "common"),
        ('arguments = ["-var", "size=line"]', "line"),
        ('arguments = ["-var=size=line", "-lock-timeout=20m"]', "line"),
        ('commands = ["destroy"]\n arguments = ["-var=size=line"]', "inputs"),
        ('commands = get_terraform_commands_that_need_vars()\n arguments = ["-var=size=line"]', "line"),
        (
            'commands = get_terraform_commands_that_need_vars()\n arguments = ["-var-file=${get_env("X")}.tfvars"]',
            "inputs",
        ),
    ],
)
def test_extra_arguments_are_followed(arguments: str, expected: str) -> None:
    block = f'terraform {{\n  source = "../module"\n  extra_arguments "x" {{\n {arguments}\n  }}\n}}\n'
    unit = f'{block}inputs = {{ size = "inputs" }}\n'
    found = read({"unit/terragrunt.hcl": unit, "module/main.tf": MODULE, "common.tfvars": 'size = "common"'})
    assert known(found, "unit", WEB, "instance_type") == expected
    assert [each.kind for each in found.diagnostics] == (["extra-arguments"] if "get_env" in arguments else [])


@pytest.mark.parametrize(
    ("source", "notice"),
    [
        ("tfr:///terraform-aws-modules/vpc/aws?version=5.0.0", "its source is remote"),
        ("git::git@github.com:org/modules.git//app?ref=v1", "its source is remote"),
        ("github.com/org/modules.git//app?ref=v1", "its source is remote"),
        ('${get_env("SOURCE")}//app', "get_env() reads the environment of the run"),
        ("../../../outside", "lies outside the scan root"),
        ("../empty", "holds no Terraform files"),
    ],
)
def test_a_module_that_is_not_there_is_said_once_and_leaves_the_root_incomplete(source: str, notice: str) -> None:
    found = read({"unit/terragrunt.hcl": f'terraform {{\n  source = "{source}"\n}}\n', "empty/readme.md": ""})
    (said,) = found.diagnostics
    assert (said.level, said.kind) == (Level.NOTICE, "module-not-evaluated")
    assert notice in said.message
    assert str(said.span and said.span.location()) == "unit/terragrunt.hcl:2:3"
    (root,) = found.roots
    assert (root.path, root.resources) == ("unit", ())
    assert [cause.text for cause in root.causes] == [said.message]


def test_a_file_beside_the_unit_goes_over_the_file_of_the_module() -> None:
    found = read({**UNIT, "unit/main.tf": 'resource "aws_instance" "web" { instance_type = "beside" }\n'})
    assert known(found, "unit", WEB, "instance_type") == "beside"


def test_a_stack_is_reported_as_not_evaluated() -> None:
    found = read({"live/terragrunt.stack.hcl": 'unit "a" {\n  source = "../a"\n  path = "a"\n}\n'})
    assert messages(found) == [("notice", "stack-not-evaluated", "live/terragrunt.stack.hcl")]
    assert [file.status for file in found.files] == [FileStatus.TEMPLATE]


def test_a_budget_is_missed_in_the_unit(run: Runner) -> None:
    for path, text in {
        "live/a/terragrunt.hcl": 'terraform {\n  source = "../../mod"\n}\n',
        "live/b/terragrunt.hcl": 'terraform {\n  source = "../../mod"\n}\n',
        "mod/main.tf": 'module "deep" {\n  source = "./deep"\n}\n',
        "mod/deep/main.tf": 'resource "aws_lb" "this" {}\n',
    }.items():
        run.write(path, text)
    found = json.loads(run("scan", "--format", "json", "--select", "FG-BUD-001", ".").out)["findings"]
    places = [(each["root"], each["location"]["path"], each["location"]["line"]) for each in found]
    assert places == [(f"live/{name}", f"live/{name}/terragrunt.hcl", 1) for name in "ab"]


def test_a_template_of_units_is_none() -> None:
    path = "modules/web/.boilerplate/terragrunt.hcl"
    found = read({**UNIT, path: 'terraform {\n  source = "{{ .sourceUrl }}"\n}\n{{ range .x }}\n'})
    assert [root.path for root in found.roots] == ["unit"]
    assert [file.status.value for file in found.files if file.path == path] == ["template"]
    assert found.diagnostics == ()


def test_a_module_that_a_unit_calls_from_a_registry_is_not_for_terraform_to_download() -> None:
    found = read({"unit/terragrunt.hcl": "", "unit/main.tf": 'module "m" {\n  source = "acme/m/aws"\n}\n'})
    assert [each.hint for each in found.diagnostics] == ["what Terragrunt downloads is not read"]


def test_a_parent_that_is_named_like_a_unit_is_none() -> None:
    found = read(
        {
            "terragrunt.hcl": "locals { up = find_in_parent_folders() }\ninputs = { size = local.up }",
            "unit/terragrunt.hcl": 'include {\n  path = find_in_parent_folders()\n}\ninputs = { size = "own" }\n',
            "unit/main.tf": MODULE,
        }
    )
    assert [root.path for root in found.roots] == ["unit"]
    assert known(found, "unit", WEB, "instance_type") == "own"
    assert messages(found) == []


@pytest.mark.parametrize(
    ("block", "files", "kind", "level"),
    [
        ('include "a" {\n  path = find_in_parent_folders("none.hcl")\n}', {}, "include", "error"),
        ('include "a" {\n  path = "../none.hcl"\n}', {}, "include", "error"),
        ('include "a" {\n  path = "../../../etc/passwd"\n}', {}, "include", "error"),
        ('include "a" {\n  path = "/etc/passwd"\n}', {}, "include", "error"),
        ('include "a" {\n  path = ["x"]\n}', {}, "include", "error"),
        ('include "a" {}', {}, "include", "error"),
        ('include "a" {\n  path = get_env("ROOT")\n}', {}, "include", "notice"),
        ('include "a" {\n  path = "terragrunt.hcl"\n}', {}, "include-cycle", "error"),
        ('include "a" {\n  path = include.a.path\n}', {}, "include", "error"),
        ('include "a" {\n  path = "../a.hcl"\n  merge_strategy = "best"\n}', {"a.hcl": ""}, "include", "error"),
        (
            'include "a" {\n  path = "../a.hcl"\n}',
            {"a.hcl": 'include "b" {\n  path = "../unit/terragrunt.hcl"\n}\n'},
            "include-nested",
            "error",
        ),
        (
            'locals {\n  me = read_terragrunt_config("../a.hcl")\n}\ninputs = { x = local.me }',
            {"a.hcl": 'locals {\n  me = read_terragrunt_config("a.hcl")\n}\n'},
            "configuration-cycle",
            "error",
        ),
        ("locals {", {}, "syntax", "error"),
        ('generate "x" {\n  path = "x.tf"\n  contents = "provider {{{"\n}', {}, "generate", "error"),
        ('generate "x" {\n  path = "x.tf"\n  contents = get_env("X")\n}', {}, "generate", "notice"),
        ('generate "x" {\n  path = "x.auto.tfvars"\n  contents = "size = 1"\n}', {}, "generate", "notice"),
    ],
)
def test_bad_input_is_a_diagnostic_with_a_place_and_the_rest_is_judged(
    block: str, files: dict[str, str], kind: str, level: str
) -> None:
    found = read({"unit/terragrunt.hcl": f"{block}\n", "unit/main.tf": MODULE, **files})
    assert (level, kind) in {(each.level.value, each.kind) for each in found.diagnostics}
    assert all(each.span is not None for each in found.diagnostics)
    assert resource(found, "unit", WEB).root == "unit"


def test_an_include_that_is_not_read_leaves_what_it_could_give_unknown() -> None:
    found = read(
        {"unit/terragrunt.hcl": 'include {\n  path = "../no.hcl"\n}\ninputs = { other = 1 }', "unit/main.tf": MODULE}
    )
    size = value(found, "unit", WEB, "instance_type")
    assert isinstance(size.raw, Unknown)
    assert [cause.text for cause in all_causes(size)] == ["the included file does not exist"]


def test_a_file_that_is_too_large_is_left_out_with_a_diagnostic() -> None:
    huge = f'locals {{ x = "{"x" * 6_000_000}" }}'
    found = read({"unit/terragrunt.hcl": huge, "unit/main.tf": MODULE})
    assert ("error", "unreadable", "unit/terragrunt.hcl") in messages(found)
    assert resource(found, "unit", WEB).values.get("instance_type") is not None


def test_reading_the_same_configuration_without_end_is_bounded() -> None:
    twice = 'locals {{\n  a = read_terragrunt_config("c{0}.hcl")\n  b = read_terragrunt_config("c{0}.hcl")\n}}\n'
    files = {f"c{n}.hcl": twice.format(n + 1) for n in range(30)}
    unit = 'locals { all = read_terragrunt_config("../c0.hcl") }\ninputs = { size = local.all.locals.a.locals.b }\n'
    found = read({**files, "c30.hcl": "", "unit/terragrunt.hcl": unit, "unit/main.tf": MODULE})
    assert isinstance(value(found, "unit", WEB, "instance_type").raw, Unknown)


HOSTILE = (
    'inputs = { size = [for i in range(1000) : [for j in range(100) : find_in_parent_folders("x${i}", "")]] }',
    'locals { a = "'
    + "# comment\\\\n" * 20_000
    + '" }\n'
    + "".join(f'generate "g{n}" {{\n  path = "g{n}.tf"\n  contents = local.a\n}}\n' for n in range(60)),
    "inputs = " + "[" * 20_000,
    "inputs = { size = " + "(" * 3_000 + "1" + ")" * 3_000 + " }",
    "locals { a = local.b\n b = local.a }\ninputs = local.a",
    "inputs = 5",
    "inputs = null",
    'include "a" {\n path = 5\n}\n' * 50,
    'terraform { source = "' + "../" * 5_000 + '" }',
    'terraform { source = "\\u0000" }',
    "\ufeff\x00\x01 = {{{",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_ends_a_scan(text: str) -> None:
    found = read({"unit/terragrunt.hcl": text, "unit/main.tf": MODULE, "other/main.tf": MODULE})
    assert resource(found, "other", WEB).values.get("instance_type") is not None
    assert "unit/terragrunt.hcl" in {file.path for file in found.files}


def test_all_units_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.sources.terragrunt import units

    monkeypatch.setattr(units, "exhausted", lambda steps, _: 0 if steps else None)
    found = read({**UNIT, "zone/terragrunt.hcl": UNIT["unit/terragrunt.hcl"]})
    judged, left_out = found.roots
    assert (judged.path, len(judged.resources), judged.causes) == ("unit", 1, ())
    assert (left_out.path, left_out.resources) == ("zone", ())
    assert "evaluation steps" in left_out.causes[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("size = 5", "5"), ("size = true", "true"), ('size = "x"', "x"), ("size = null", None)],
)
def test_a_variable_without_type_takes_text_as_from_the_environment(text: str, expected: str | None) -> None:
    found = read({"unit/terragrunt.hcl": f"inputs = {{ {text} }}", "unit/main.tf": MODULE})
    assert known(found, "unit", WEB, "instance_type") == expected


def test_a_sensitive_input_is_concealed_where_it_is_written() -> None:
    module = 'variable "size" { sensitive = true }\nresource "aws_instance" "web" { instance_type = var.size }\n'
    found = read({"unit/terragrunt.hcl": 'inputs = { size = "hush" }', "unit/main.tf": module})
    span = value(found, "unit", WEB, "instance_type").origin
    assert span is not None
    assert "hush" not in span.source.excerpt(1, 1)
