"""Documents that several instances of a module decode are decoded once, and are what each would have made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finops_guard.location import SourceText, Span
from finops_guard.recursion import deep_recursion
from finops_guard.scan import observe
from finops_guard.settings import Settings
from finops_guard.sources.terraform import repeated
from finops_guard.sources.terraform.functions import yaml_reader
from finops_guard.tree import DirectoryTree
from finops_guard.values import SENSITIVE, Value

MODULE = """\
variable "file" {}
resource "aws_instance" "this" { instance_type = yamldecode(file("${path.module}/${var.file}")).size }
"""
MAIN = """\
module "a" {
  source = "./module"
  file   = "one.yaml"
}
module "b" {
  source = "./module"
  file   = "one.yaml"
}
module "c" {
  source = "./module"
  file   = "two.yaml"
}
"""


def test_instances_that_read_the_same_file_decode_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "module").mkdir()
    (tmp_path / "module/main.tf").write_text(MODULE)
    (tmp_path / "module/one.yaml").write_text("size: m5.large\n")
    (tmp_path / "module/two.yaml").write_text("size: c5.large\n")
    (tmp_path / "main.tf").write_text(MAIN)
    read, texts = yaml_reader.read, []

    def counted(text: str) -> object:
        texts.append(text)
        return read(text)

    monkeypatch.setattr(yaml_reader, "read", counted)
    with deep_recursion():
        found = observe(DirectoryTree(tmp_path), [""], Settings()).resources
        sizes = {each.address: (each.values.get("instance_type") or Value(None)).raw for each in found}
    assert sizes == {
        "module.a.aws_instance.this": "m5.large",
        "module.b.aws_instance.this": "m5.large",
        "module.c.aws_instance.this": "c5.large",
    }
    assert sorted(texts) == ["size: c5.large\n", "size: m5.large\n"]


def _made(text: str) -> Callable[[], Value]:
    return lambda: Value([Value(text)])


def test_another_place_or_mark_is_another_value() -> None:
    decoded, source = repeated.Decoded(), SourceText("main.tf", "x" * 20)
    span, other = Span(source, 0, 5), Span(source, 6, 9)
    first = decoded.once("yamldecode", [Value("a")], span, _made("first"))
    assert decoded.once("yamldecode", [Value("a", other)], span, _made("second")) is first
    for name, value, place in (
        ("jsondecode", Value("a"), span),
        ("yamldecode", Value("b"), span),
        ("yamldecode", Value("a", None, SENSITIVE), span),
        ("yamldecode", Value("a"), other),
    ):
        assert decoded.once(name, [value], place, _made("second")) is not first


def test_only_so_many_characters_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "MAX_CHARACTERS", 10)
    decoded, span = repeated.Decoded(), Span(SourceText("main.tf", "x" * 20), 0, 5)
    kept = decoded.once("yamldecode", [Value("a" * 8)], span, _made("first"))
    large = decoded.once("yamldecode", [Value("b" * 8)], span, _made("first"))
    assert decoded.once("yamldecode", [Value("a" * 8)], span, _made("second")) is kept
    assert decoded.once("yamldecode", [Value("b" * 8)], span, _made("second")) is not large
