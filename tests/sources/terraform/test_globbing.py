"""Which paths the patterns of fileset() match: a table that Terraform itself confirms where it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from finops_guard.sources.terraform.globbing import matcher
from finops_guard.sources.terraform.kinds import EvaluationError

FILES = [".hid", "[q", "a!b", "a-b", "a.tf", "a]b", "ab.tf", "abc", "b.tf"]
FILES += ["x/a,b", "x/abc", "x/c.tf", "x/y/d.tf", "{b}/q"]
TOP = [name for name in FILES if "/" not in name]

MATCHES = {
    "*": TOP,
    "**": FILES,
    "**/*": FILES,
    "**/**": FILES,
    "*.tf": ["a.tf", "ab.tf", "b.tf"],
    "**/*.tf": ["a.tf", "ab.tf", "b.tf", "x/c.tf", "x/y/d.tf"],
    "x/**": ["x/a,b", "x/abc", "x/c.tf", "x/y/d.tf"],
    "x/**/*.tf": ["x/c.tf", "x/y/d.tf"],
    "**/y/*": ["x/y/d.tf"],
    "**/y/**/d*": ["x/y/d.tf"],
    "**/x": [],
    "?.tf": ["a.tf", "b.tf"],
    "x?c.tf": [],
    "[ab].tf": ["a.tf", "b.tf"],
    "[a-b].tf": ["a.tf", "b.tf"],
    "[^a].tf": ["b.tf"],
    "[!a].tf": ["a.tf"],
    "[b-a].tf": [],
    "a[!]b": ["a!b"],
    "a[\\]]b": ["a]b"],
    "[[]q": ["[q"],
    "*[/]*": None,
    "a[]]b": None,
    "a[b-]b": None,
    "a[-!]b": None,
    "[": None,
    "[q": None,
    "[]": None,
    "{a": None,
    "{a,x/c}.tf": None,
    "a}": [],
    "{a,b}.tf": ["a.tf", "b.tf"],
    "{a,}.tf": ["a.tf"],
    "{}a.tf": ["a.tf"],
    "{*.tf,abc}": ["a.tf", "ab.tf", "abc", "b.tf"],
    "**/{abc,d.tf}": ["abc", "x/abc", "x/y/d.tf"],
    "x/{a\\,b,c.tf}": ["x/a,b", "x/c.tf"],
    "{a,b}{.,b.}tf": ["a.tf", "ab.tf", "b.tf"],
    "\\{b\\}/q": ["{b}/q"],
    "\\a.tf": ["a.tf"],
    "**.tf": ["a.tf", "ab.tf", "b.tf"],
    "x/**.tf": ["x/c.tf"],
    "a**b*": ["a!b", "a-b", "a]b", "ab.tf", "abc"],
    "*a*b*c*": ["abc"],
    "./a.tf": ["a.tf"],
    "/a.tf": ["a.tf"],
    "x//c.tf": ["x/c.tf"],
    "x/*/": ["x/a,b", "x/abc", "x/c.tf"],
    "x/../a.tf": ["a.tf"],
    "": [],
}
# What Terraform is not asked about: it takes an invalid part for valid where no name leads to it.
LOCAL = {"*[/]*"}


@pytest.mark.parametrize(("pattern", "expected"), MATCHES.items(), ids=MATCHES)
def test_matches_what_terraform_matches(pattern: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(EvaluationError, match="valid pattern"):
            matcher(pattern)
    else:
        assert [name for name in FILES if matcher(pattern)(name)] == expected


@pytest.mark.skipif(shutil.which("terraform") is None, reason="the terraform binary is not on PATH")
def test_the_table_is_what_terraform_says(tmp_path: Path) -> None:
    for name in FILES:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    asked = [pattern for pattern in MATCHES if pattern not in LOCAL]
    literals = ", ".join(f'try(tolist(fileset("files", {json.dumps(pattern)})), null)' for pattern in asked)
    done = subprocess.run(
        ["terraform", "console"],
        cwd=tmp_path,
        input=f"jsonencode([{literals}])\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said = json.loads(json.loads(done.stdout.strip().splitlines()[-1]))
    assert dict(zip(asked, said, strict=True)) == {pattern: MATCHES[pattern] for pattern in asked}


@pytest.mark.parametrize("pattern", ["*a" * 100 + "b", "**/" * 100 + "b", "*a" * 20 + "{b,c}" * 5 + "d", "?*" * 200])
def test_no_pattern_takes_long(pattern: str) -> None:
    matches = matcher(pattern)
    assert not matches("a" * 150)
    assert not matches("/".join(["a"] * 90))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a" * 501, "at most 500"),
        ("{a,b}" * 7, "64 alternatives"),
        ("{a,b}" * 6 + "a" * 40, "more than 2,000 characters"),
        ("{a,{b}}", "braces"),
        ("a\\", "valid"),
    ],
)
def test_patterns_are_bounded(pattern: str, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        matcher(pattern)
