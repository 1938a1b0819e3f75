"""Terragrunt's functions, against what its documentation says that they give."""

from __future__ import annotations

import pytest
from support.terragrunt_tree import outputs, read, value

from finops_guard.values import Plain, Unknown, Value, plain

ENV = {"live/env.yaml": "name: live\n", "live/prod/env.hcl": 'locals { name = "prod" }', "live/root.hcl": ""}
TFVARS = {"common.tfvars": 'region = "eu"\nports = [80, 443]\n'}
ROOT_INCLUDE = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'


def one(expression: str, before: str = "", files: dict[str, str] | None = None) -> Value:
    """Return the value of an expression in the unit live/prod/app."""
    return outputs(f"{before}inputs = {{\n  it = {expression}\n}}\n", {**ENV, **TFVARS, **(files or {})})["it"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("basename(get_terragrunt_dir())", "app"),
        ("basename(dirname(get_terragrunt_dir()))", "prod"),
        ('basename(find_in_parent_folders("env.hcl"))', "env.hcl"),
        ('basename(dirname(find_in_parent_folders("env.hcl")))', "prod"),
        ('find_in_parent_folders("none.hcl", "fallback")', "fallback"),
        ('basename(find_in_parent_folders("prod"))', "prod"),
        ("path_relative_to_include()", "."),
        ("path_relative_from_include()", "."),
        ("get_path_from_repo_root()", "live/prod/app"),
        ("get_path_to_repo_root()", "../../.."),
        ("replace(get_terragrunt_dir(), get_repo_root(), \"\")", "/live/prod/app"),
        ('get_env("HOME", "default")', "default"),
        ('read_terragrunt_config("../env.hcl").locals.name', "prod"),
        ('read_terragrunt_config(find_in_parent_folders("env.hcl")).locals.name', "prod"),
        ('read_terragrunt_config("none.hcl", { inputs = { a = 1 } }).inputs.a', 1),
        ('jsondecode(read_tfvars_file("${get_repo_root()}/common.tfvars"))', {"region": "eu", "ports": [80, 443]}),
        ('yamldecode(file(find_in_parent_folders("env.yaml"))).name', "live"),
        ('fileexists("../env.hcl")', True),
        ('fileexists("${get_terragrunt_dir()}/env.hcl")', False),
        ('sort(fileset(abspath("../.."), "*.hcl"))', ["root.hcl"]),
        ('mark_as_read("x")', "x"),
        ('contains(get_terraform_commands_that_need_vars(), "plan")', True),
        ('try(find_in_parent_folders("none.hcl"), "tried")', "tried"),
        ('upper("terraform")', "TERRAFORM"),
        ('merge({ a = 1 }, { b = 2 })', {"a": 1, "b": 2}),
        ('[for n in ["a", "b"] : "${n}-${get_path_to_repo_root()}"]', ["a-../../..", "b-../../.."]),
    ],
)  # fmt: skip
def test_known_values(expression: str, expected: Plain) -> None:
    assert plain(one(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("path_relative_to_include()", "prod/app"),
        ('path_relative_to_include("root")', "prod/app"),
        ('path_relative_from_include("root")', "../.."),
        ('basename(get_parent_terragrunt_dir("root"))', "live"),
        ('trimprefix(get_parent_terragrunt_dir(), "${get_repo_root()}/")', "live"),
    ],
)
def test_paths_of_an_include(expression: str, expected: str) -> None:
    assert one(expression, ROOT_INCLUDE).raw == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("path_relative_to_include()", "prod/app"),
        ("path_relative_from_include()", "../.."),
        ("basename(get_parent_terragrunt_dir())", "live"),
        ("basename(get_terragrunt_dir())", "app"),
        ("basename(get_original_terragrunt_dir())", "app"),
        ('basename(dirname(find_in_parent_folders("env.hcl")))', "prod"),
        ('file("note.txt")', "beside the root"),
        ('read_terragrunt_config("${get_parent_terragrunt_dir()}/read/part.hcl").locals.here', "read"),
        ('read_terragrunt_config("read/part.hcl").locals.origin', "app"),
        ('read_terragrunt_config("read/part.hcl").locals.relative', "."),
        ('read_terragrunt_config("read/part.hcl").dependency.net.outputs.id', None),
    ],
)
def test_functions_in_an_included_configuration_see_the_unit(expression: str, expected: str | None) -> None:
    part = (
        "locals {\n  here = basename(get_terragrunt_dir())\n  origin = basename(get_original_terragrunt_dir())\n"
        '  relative = path_relative_to_include()\n}\ndependency "net" {\n  config_path = "../net"\n}\n'
    )
    files = {
        **ENV,
        "live/root.hcl": f"inputs = {{\n  it = {expression}\n}}\n",
        "live/note.txt": "beside the root",
        "live/read/part.hcl": part,
    }
    files["live/prod/app/terragrunt.hcl"] = ROOT_INCLUDE
    files["live/prod/app/main.tf"] = 'variable "it" { type = any }\nresource "null_resource" "all" { it = var.it }\n'
    found = value(read(files), "live/prod/app", "null_resource.all", "it")
    assert (None if found.is_unknown else found.raw) == expected


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ('run_cmd("sh", "-c", "touch stolen")', "run_cmd() is never run here"),
        ('sops_decrypt_file("secrets.yaml")', "sops_decrypt_file() is not decrypted here"),
        ("get_aws_account_id()", "get_aws_account_id() depends on the credentials of the run"),
        ("get_platform()", "get_platform() depends on the machine"),
        ("get_terraform_command()", "get_terraform_command() depends on the command that is run"),
        ('get_env("HOME")', "get_env() reads the environment of the run"),
        ("get_terragrunt_dir()", "the path depends on where the project is checked out"),
        ("basename(get_repo_root())", "the path depends on where the project is checked out"),
        ('find_in_parent_folders("none.hcl")', "no parent folder within the scan root holds what is looked for"),
        ('read_terragrunt_config("/etc/passwd")', "there is no such file within the scan root"),
        ('read_terragrunt_config("../../../../x.hcl")', "there is no such file within the scan root"),
        ('read_tfvars_file("none.tfvars")', "there is no such file within the scan root"),
        ('file("/etc/passwd")', "a file outside the scan root is not read"),
        ('file("${get_repo_root()}/../x")', "a file outside the scan root is not read"),
        ('file(get_env("X"))', "get_env() reads the environment of the run"),
        ("values.size", "values are given by the stack that makes the unit"),
        ("dependency.none.outputs.x", "dependency.none is not declared"),
        ("include.root.locals.x", "there is no include block of that name"),
        ("local.none", "local.none is not declared"),
        ("no_such_function()", "there is no function no_such_function"),
        ('get_terragrunt_dir("x")', "the function takes 0 arguments, not 1"),
    ],
)
def test_what_is_not_known_says_why(expression: str, cause: str) -> None:
    found = one(expression)
    assert isinstance(found.raw, Unknown)
    assert cause in " ".join(each.text for each in found.causes)


def test_an_input_that_fails_leaves_the_others() -> None:
    found = outputs("inputs = {\n  bad = local.none\n  good = 1\n}\n")
    assert found["bad"].is_unknown
    assert found["good"].raw == 1


def test_locals_may_stand_in_any_order_and_a_circle_is_unknown() -> None:
    defined = "locals {\n  a = local.b\n  b = 2\n  c = local.d\n  d = local.c\n}\n"
    found = outputs(f"{defined}inputs = {{\n  x = local.a\n  y = local.c\n}}\n")
    assert found["x"].raw == 2
    assert "refers to itself" in " ".join(cause.text for cause in found["y"].causes)


def test_a_feature_has_its_default() -> None:
    assert outputs('feature "f" {\n  default = "on"\n}\ninputs = {\n  x = feature.f.value\n}\n')["x"].raw == "on"


def test_the_default_of_get_env_points_to_where_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIZE", "from the process")
    found = one('get_env("SIZE", "m5.large")')
    assert found.raw == "m5.large"
    assert found.origin is not None
    assert found.origin.text == '"m5.large"'


def test_what_is_known_of_a_path_of_the_machine_is_kept() -> None:
    found = one('"key=${get_terragrunt_dir()}/state"').raw
    assert isinstance(found, Unknown)
    assert found.shape == ("key=", "/live/prod/app/state")
