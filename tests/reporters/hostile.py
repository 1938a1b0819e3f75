"""What a stranger may write where a report has text, and reports that have it in every place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace
from reporters.full import full

from finops_guard.report import Report

_T = TypeVar("_T")

# By what each is dangerous to.
HOSTILE = {
    "newline": "one\ntwo\r\nthree\rfour\u2028five\u2029six\x85seven",
    "workflow-command": "::error file=a.tf,line=1::owned",
    "command-on-a-line": "x\n::set-output name=a::b\n::add-mask::x",
    "command-escape": "a%0A::warning::b%0D%25%3A%2C",
    "azure-command": "##vso[task.setvariable variable=x]y",
    "end-of-cdata": "a]]>b<![CDATA[c",
    "xml": "<a b='c' d=\"e\">&amp;&#0;&lt;</a><!-- --><?pi?>",
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x=\'y`',
    "end-of-script": "</script><img src=x onerror=alert(1)>",
    "end-of-details": "</details></summary><h1>x",
    "comment": "--> <!-- finops-guard --!> -->",
    "ansi": "\x1b[31mred\x1b]8;;https://example.com/\x1b\\link\x9b2J",
    "right-to-left": "\u202egpj.\u2066x\u2069\u200b\ufeff",
    "nul": "a\0b",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "high-surrogate": "a\ud800b",
    "low-surrogates": "\udcff\udfff",
    "noncharacters": "\ufffe\uffff\U0001ffff",
    "astral": "\U0001f4b8\U00010348",
    "table": "a | b || c \\| d",
    "backticks": "`a` ``b`` ```c\n```",
    "mention": "@octocat @org/team #123 GH-1 owner/repo#1",
    "links": "[x](https://example.com) ![y](https://example.com/z.png) <https://example.com> https://example.com",
    "link-of-sarif": "[x](0) [y](https://example.com) {0} {{1}}",
    "emphasis": "*a* **b** _c_ ~~d~~ $x$ $$y$$ :tada: \\",
    "blocks": "# h\n- [ ] l\n1. n\n> q\n***\n    code\n| a |\n|---|",
    "formula": '=cmd|"/C calc"!A0',
    "formula-signs": '+1-1@SUM(1)\t"a","b"',
    "path": "../../etc/passwd?x=1#y%2e%2e//\\\\host\\c$ :é",
    "scheme": "javascript:alert(1)",
    "empty": "",
    "blank": " \t ",
    "long": "a" * 3_000,
    "template": "${{ github.token }} {{ x }} %s %(a)s {0.__class__}",
}

# Words of a small set that finops-guard itself chooses, and what is made of digits: nobody else writes these.
_OWN = {
    "Report": {"version", "profile", "unresolved", "as_of"},
    "Finding": {"fingerprint", "on_unresolved"},
    "Gone": {"fingerprint"},
    "Known": {"by"},
    "Suppressed": {"expires"},
    "Changed": {"status"},
    "CostChange": {"counts"},
    "Score": {"levels", "assurance", "benchmark", "model"},
    "CapabilityScore": {"capability", "levels"},
    "Said": {"question", "text", "meaning", "checks", "contradicted"},
    "BudgetLine": {"currency"},
    "Evidence": {"check"},
    "NextStep": {"capability", "effort"},
}


def hostile(text: str, report: Report | None = None) -> Report:
    """Return a report (the full one) with a text before what every string says, so that different ones stay so."""
    return _with(full() if report is None else report, text)


def _with(value: _T, text: str) -> _T:
    changed: object = value
    if isinstance(value, Enum):
        changed = value
    elif isinstance(value, str):
        changed = text + value
    elif isinstance(value, Struct):
        own = _OWN.get(type(value).__name__, set())
        fields = {name: getattr(value, name) for name in value.__struct_fields__ if name not in own}
        changed = replace(value, **{name: _with(each, text) for name, each in fields.items()})
    elif isinstance(value, tuple):
        changed = tuple(_with(each, text) for each in value)
    elif isinstance(value, Mapping):
        changed = {_with(key, text): _with(each, text) for key, each in value.items()}
    return changed  # type: ignore[return-value]
