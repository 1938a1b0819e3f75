"""No way leads from the value of a sensitive variable to an output."""

from __future__ import annotations

import pytest
from support.command_line import Runner

SECRET = "hunter2swordfish"
DECLARED = 'variable "s" { sensitive = true }\n'
INSTANCE = 'resource "aws_instance" "i" {}\n'
USING = 'resource "aws_instance" "i" { instance_type = var.s }\n'
USED = DECLARED + USING


def _using(expression: str) -> dict[str, str]:
    return {
        "main.tf": DECLARED
        + 'resource "aws_instance" "i" {\n  instance_type = EXPR\n  tags = { owner = EXPR }\n}\n'.replace(
            "EXPR", expression
        ),
        "terraform.tfvars": f's = "{SECRET}"\n',
    }


LEAKS: dict[str, dict[str, str]] = {
    "interpolation": _using('"x-${var.s}"'),
    "index": _using("{ a = 1 }[var.s]"),
    "lookup": _using("lookup({ a = 1 }, var.s)"),
    "file": _using("file(var.s)"),
    "templatefile": _using("templatefile(var.s, {})"),
    "regex": _using('regex(var.s, "abc")'),
    "tonumber": _using("tonumber(var.s)"),
    "jsonencode": _using("jsonencode({ k = [var.s] })"),
    "split": _using('split("-", var.s)[0]'),
    "keys": {
        "main.tf": DECLARED + 'resource "aws_instance" "i" { tags = { (var.s) = "x" } }\n',
        "terraform.tfvars": f's = "{SECRET}"\n',
    },
    "for_each": {
        "main.tf": DECLARED + 'resource "aws_instance" "i" { for_each = toset([var.s]) }\n',
        "terraform.tfvars": f's = "{SECRET}"\n',
    },
    "unquoted": {"main.tf": USED, "terraform.tfvars": f"s = {SECRET}\n"},
    "called": {"main.tf": USED, "terraform.tfvars": f"s = {SECRET}(1)\n"},
    "two strings": {"main.tf": USED, "terraform.tfvars": f's = "{SECRET}" "oops"\n'},
    "second word": {"main.tf": USED, "terraform.tfvars": f's = "a" {SECRET}\n'},
    "unclosed": {"main.tf": USED, "terraform.tfvars": f's = "x{SECRET}\n'},
    "broken default": {"main.tf": f'variable "s" {{\n  sensitive = true\n  default = "{SECRET}" oops\n}}\n' + INSTANCE},
    "semicolon on a long line": {
        "main.tf": f'variable "s" {{\n  default = ["{SECRET}", ' + '"a", ' * 5000 + f'"{SECRET}" oops]\n}}\n' + INSTANCE
    },
    "semicolon": {"main.tf": f'variable "s" {{\n  default = "{SECRET}" ; sensitive = true\n}}\n' + INSTANCE},
    "wrong type": {
        "main.tf": 'variable "s" {\n  type = number\n  sensitive = true\n}\n' + USING,
        "terraform.tfvars": f's = "{SECRET}"\n',
    },
    "json": {
        "main.tf.json": '{"variable":{"s":{"sensitive":"true","default":"SECRET"}},"resource":{"aws_instance":'
        '{"i":{"instance_type":"${var.s}"}}}}'.replace("SECRET", SECRET)
    },
}


@pytest.mark.parametrize("files", LEAKS.values(), ids=LEAKS)
def test_a_secret_stays_one(run: Runner, files: dict[str, str]) -> None:
    for path, text in files.items():
        run.write(path, text)
    for arguments in (["--format", "text"], ["--format", "json", "--verdicts", "all"], ["--profile", "run"]):
        ran = run("scan", *arguments)
        assert ran.code == 1, ran.err
        assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("value", [SECRET, f"{{a={SECRET}}}", f"[{SECRET}]"])
@pytest.mark.parametrize("kind", ["string", "number", "list(string)", "map(string)"])
def test_a_secret_of_the_environment_stays_one(
    run: Runner, monkeypatch: pytest.MonkeyPatch, value: str, kind: str
) -> None:
    run.write("main.tf", f'variable "s" {{\n  sensitive = true\n  type = {kind}\n}}\n' + USING)
    monkeypatch.setenv("TF_VAR_s", value)
    for arguments in (["--format", "json", "--verdicts", "all"], ["--profile", "run"], ["--var", f"s={value}"]):
        ran = run("scan", *arguments)
        assert SECRET not in ran.out + ran.err


def test_a_secret_given_without_its_name(run: Runner) -> None:
    run.write("main.tf", USED)
    ran = run("scan", "--var", SECRET)
    assert ran.code == 2
    assert SECRET not in ran.out + ran.err
