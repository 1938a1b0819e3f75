"""python-hcl2 and our own parser read the same tree, with the same spans, where python-hcl2 can read at all."""

from __future__ import annotations

import pytest
from terraform_snippets import ACCEPTED
from terraform_trees import check_spans, dump

from finops_guard.location import SourceText
from finops_guard.sources.terraform import second_reader
from finops_guard.sources.terraform.parser import parse

FILES = {
    "blocks": 'resource "aws_instance" "web" {\n  a = 1\n  b { c = true }\n  in {}\n}\nvariable v {}\n\nlocals {\n}\n',
    "comments": "# a\n// b\n/* c */\na = 1 # d\n",
    "numbers": "a = 1\nb = -2\nc = 1.50\nd = -1.5\ne = 1.5e3\nf = 007\ng = 1e400\n",
    "strings": 'a = "x"\nb = ""\nc = "\\n\\"\\u00e9"\nd = "$${a}-${b}"\ne = "${a}"\nf = "$"\ng = "e\u0301"\n',
    "directives": 'a = "%{ if b ~} x ${c} %{~ else }y%{ endif }"\nd = "%{ for k, v in e }${k}%{ endfor }"\n',
    "heredocs": "a = <<E\n x ${y}\nE\nb = <<-E\n    p\n      q\n  E\n",
    "references": 'a = b.c.d\ne = f.g[0].h["i"]\nj = k.0.l\nm = true\nn = null\n',
    "splats": "a = b[*].c.d[0]\ne = f.*.g.0.h\ni = j.*.k[0].l\nm = n[*].o[*].p\nq = r[*].s.*.t[0]\nu = v.*.w[*].x\n",
    "calls": "a = f()\nb = f(1, [2], g(c)...)\nd = provider::x::f(1).y[0]\ne = f(\n  1,\n  2,\n)\n",
    "operators": "a = 1 + 2 * 3 - 4\nb = !c && d || e == f\ng = (1 + 2) * -3\nh = a - b - c\ni = a < b != c >= d\n",
    "conditions": "a = b ? c : d ? e : f\ng = h == 1 ? [i] : {}\n",
    "collections": 'a = []\nb = [1, "x", [2],]\nc = {}\n'
    'd = { a = 1, "b" : 2\n (c) = 3, "${d}" = 4, true = 5, in = 6 }\n',
    "for expressions": "a = [for x in y : x.z if x]\nb = { for k, v in c : k => v... if d }\ne = [for k, v in f : v]\n",
    "windows": 'a {\r\n  b = "c"\r\n  d = [\r\n    1,\r\n  ]\r\n}\r\n',
    "a byte order mark": "\ufeffa = 1\n",
    "nothing": "",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_both_readers_see_the_same(text):
    source = SourceText("main.tf", text)
    ours, theirs = parse(source), second_reader.parse(source)
    assert (ours.problems, theirs.problems) == ([], [])
    check_spans(theirs)
    assert dump(theirs.body, True) == dump(ours.body, True)


def test_both_readers_see_the_same_in_all_snippets_that_both_read():
    compared = 0
    for text in ACCEPTED:
        source = SourceText("main.tf", text)
        theirs = second_reader.parse(source)
        if not theirs.problems:
            compared += 1
            assert dump(theirs.body) == dump(parse(source).body), text
    assert compared > 100


@pytest.mark.parametrize(
    "text",
    ["a = ", "a = [1 2]", 'a = "\\q"', "a = 1\na = 2\n", "a {", "}", 'a "${b}" {}', "a = " + "[" * 5000, "a = b\x00"],
    ids=lambda text: ascii(text)[:20],
)
def test_a_text_it_cannot_read_is_a_problem(text):
    parsed = second_reader.parse(SourceText("main.tf", text))
    assert len(parsed.problems) == 1
    assert parsed.problems[0].message
    assert (parsed.body.attributes, parsed.body.blocks) == ({}, [])
    check_spans(parsed)


def test_deep_nesting_is_a_problem():
    text = "a = " + "[" * 3000 + "]" * 3000 + "\n"
    assert len(second_reader.parse(SourceText("main.tf", text)).problems) == 1
