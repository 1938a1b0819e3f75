"""What holds for every text: no exception, spans that nest, the same answer twice."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st
from terraform_snippets import ACCEPTED, REJECTED
from terraform_trees import check_spans, dump

from finops_guard.location import SourceText
from finops_guard.sources.terraform.parser import parse, parse_expression, parse_json, parse_template

FILE = """# a file
terraform {
  required_version = ">= 1.5"
}

resource "aws_instance" "web" {
  count         = var.enabled ? length(local.names) : 0
  instance_type = "t3.${var.size}"
  tags          = merge(local.tags, { Name = "web-${count.index}", "a b" : [1, 2.5, -3] })
  user_data     = <<-EOT
    #!/bin/sh
    %{for name in local.names~}
    echo ${name}
    %{endfor~}
  EOT

  ebs_block_device { volume_size = 10 }
  dynamic "network_interface" {
    for_each = { for k, v in var.nets : k => v... if v != null }
    content {
      id = network_interface.value[*].id[0]
    }
  }
}
"""

PIECES = ('"', "${", "%{", "}", "{", "[", "]", "(", ")", "\n", "<<E\n", "E\n", "~", ".", "*", "?", ":", "=", "#", "/*",
          "*/", "\\", "$", "-", "for", "in", "x", "1", " ", "\r", "\u00a0",
          "\ufeff", "...", "=>", ",", "if", "%{endif}")  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
TEXTS = st.one_of(st.text(max_size=120), WORDS, st.sampled_from([*ACCEPTED, *REJECTED]))


@st.composite
def mutated(draw, text=FILE):
    """Return a real file with some of its text taken out, put in or doubled."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        middle = draw(st.one_of(st.just(""), st.sampled_from(PIECES), st.just(text[start:end] * 2)))
        text = text[:start] + middle + text[end:]
    return text


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.one_of(TEXTS, mutated()))
def test_every_text_is_read_without_an_exception(text):
    parsed = parse(SourceText("main.tf", text))
    check_spans(parsed)
    again = parse(SourceText("main.tf", text))
    assert (dump(again.body, True), again.problems) == (dump(parsed.body, True), parsed.problems)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(mutated())
def test_a_block_that_follows_an_error_is_read(text):
    last = 'variable "last" {\n  default = 1\n}\n'
    parsed = parse(SourceText("main.tf", f"{text}\n{last}"))
    if "/*" not in text and '"last"' not in text:
        found = [block for block in parsed.body.blocks if block.labels == ["last"]]
        assert [list(block.body.attributes) for block in found] == [["default"]]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=5), TEXTS, st.text(max_size=5))
def test_every_part_of_a_text_is_read_without_an_exception(before, text, after):
    source = SourceText("values", f"{before}{text}{after}")
    start, end = len(before), len(before) + len(text)
    for read in (parse_expression, parse_template):
        node, problems = read(source, start, end)
        assert node is not None or problems
        assert all(start <= problem.start <= problem.end <= end + 1 for problem in problems)
        assert node is None or (start <= node.start and node.end <= end)


JSON_PIECES = (
    '{', '}', '[', ']', ':', ',', '"a"', '"${x}"', '"\\u00e9${', '"', "1", "-0.5e3", "true", "null", " ", "\n", "\\",
    '"//"', '"resource"', '"locals"', '"variable"', '"type"', '"a\\n%{ if x }"', "\ufeff",
)  # fmt: skip
JSON_WORDS = st.lists(st.sampled_from(JSON_PIECES), max_size=40).map("".join)
JSON_FILE = (
    '{"//": "c", "resource": {"aws_instance": {"web": [{"tags": {"N": "a\\n${var.x}"}, "depends_on": ["a.b"]}]}},'
    ' "variable": {"x": {"type": "list(string)", "default": ["${y}"]}}, "locals": {"n": -1.5}}'
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.one_of(st.text(max_size=60), JSON_WORDS, mutated(JSON_FILE)),
    st.booleans(),
)
def test_every_json_text_is_read_without_an_exception(text, literal):
    check_spans(parse_json(SourceText("main.tf.json", text), literal))
