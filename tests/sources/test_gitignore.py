"""Bounded patterns mean what git says, and what git itself would match."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from finops_guard.sources import gitignore


def matched(pattern: str, paths: list[str]) -> set[str]:
    spec, rejected = gitignore.compiled([pattern])
    assert rejected == []
    return {path for path in paths if spec is not None and spec.ignores(path)}


def test_many_stars_match_what_git_matches(tmp_path: Path) -> None:
    """Random patterns of several stars over random names, judged by ``git check-ignore``."""
    chance = random.Random(7)
    patterns = sorted({"".join(chance.choices("ab*?", (3, 3, 4, 1), k=chance.randint(3, 9))) for _ in range(60)})
    patterns += [f"{one}/*a*b*" for one in ("x", "**")] + ["/*a*b*a", "*a*b*/", "x/**/*a*b*"]
    patterns = [pattern for pattern in patterns if "**" not in pattern.replace("**/", "") and "*" in pattern]
    names = ["".join(chance.choices("ab", k=chance.randint(1, 9))) for _ in range(60)]
    paths = sorted({*names, *(f"x/{name}" for name in names), *(f"x/y/{name}" for name in names)})
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for pattern in patterns:
        (tmp_path / ".gitignore").write_text(f"{pattern}\n")
        command = ["git", "-C", tmp_path, "check-ignore", "--no-index", "--stdin"]
        told = subprocess.run(command, input="\n".join(paths), text=True, capture_output=True, check=False).stdout
        assert matched(pattern, paths) == set(told.splitlines()), pattern


def test_what_is_told_by_literal_parts_is_what_pathspec_tells() -> None:
    """Random files of patterns, with and without parts that are compared as text."""
    from pathspec import GitIgnoreSpec

    chance = random.Random(3)
    names = ["main.tf", "a.tfvars", ".terraform", "x", "dev", "a b", "ab.tf", "b", "[x]"]
    pieces = [*names, "*.tf", "*.tf?", "**", "*", "a*", "d[e]v", r"\!x", "*.tfvars.*"]
    paths = ["/".join(chance.choices(names, k=chance.randint(1, 4))) + chance.choice(["", "/"]) for _ in range(60)]
    decided = 0
    for _ in range(150):
        lines = []
        for _ in range(chance.randint(1, 5)):
            body = "/".join(chance.choices(pieces, k=chance.randint(1, 3)))
            lines.append(chance.choice(["", "", "!"]) + chance.choice(["", "/"]) + body + chance.choice(["", "/", " "]))
        patterns, rejected = gitignore.compiled(lines)
        if patterns is not None and not rejected:
            expected = GitIgnoreSpec.from_lines(lines, **gitignore._backend())
            decided += 1
            assert [patterns.ignores(path) for path in paths] == [expected.check_file(path).include for path in paths]
    assert decided > 100


@pytest.mark.parametrize("pattern", ["*a" * 5 + "*b", "**/" + "*a" * 5 + "*b", "*" * 6 + "b", "*?" * 5 + "*b"])
def test_stars_do_not_multiply(pattern: str) -> None:
    """Without a bound, one of these takes hours."""
    assert matched(pattern, ["a" * 250, "a" * 250 + "b"]) == {"a" * 250 + "b"}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("*.tf", ""),
        ("# [z-a]", ""),
        ("", ""),
        ("*a*b*c*d*e*f", ""),
        ("*a*b*c*d*e*f*", "it has more than 6 stars between two slashes"),
        ("*a*b*c/*d*e*f*", ""),
        ("**/a/**/b/**", ""),
        ("**/a/**/b/**/c/**", "it has more than 3 parts **"),
        ("a" * 501, "it is longer than 500 characters"),
        ("[z-a]", "it is not a valid pattern"),
    ],
)
def test_problem(pattern: str, reason: str) -> None:
    assert gitignore.problem(pattern) == reason


def test_only_so_many_patterns_are_read() -> None:
    spec, rejected = gitignore.compiled(["a.tf", *["#"] * gitignore.MAX_PATTERNS, "b.tf"])
    assert spec is not None
    assert (spec.ignores("a.tf"), spec.ignores("b.tf")) == (True, None)
    assert [each.index for each in rejected] == [gitignore.MAX_PATTERNS]


@pytest.mark.parametrize("pattern", ["[[ab]*", "*[[]*", "[a&&b]"])
@pytest.mark.filterwarnings("error")
def test_classes_that_look_like_those_of_other_languages_warn_nobody(pattern: str) -> None:
    gitignore.compiled([pattern])
    matched(pattern, ["a"])
