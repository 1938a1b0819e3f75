"""CODEOWNERS patterns as GitHub and GitLab document them."""

from __future__ import annotations

import pytest

from finops_guard.maturity.code_owners import matches, owned_at, owners_at


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*", "a/b.tf", True),
        ("*.js", "a/b/c.js", True),
        ("*.js", "a/b/c.ts", False),
        ("/build/logs/", "build/logs/x/y", True),
        ("/build/logs/", "a/build/logs/x", False),
        ("docs/*", "docs/getting-started.md", True),
        ("docs/*", "docs/build-app/troubleshooting.md", False),
        ("apps/", "x/apps/y/z", True),
        ("apps/", "apps", False),
        ("/docs/", "docs/a", True),
        ("/docs/", "x/docs/a", False),
        ("/scripts/", "scripts/a/b", True),
        ("**/logs", "build/logs/x", True),
        ("**/logs", "deeply/nested/logs/x", True),
        ("/apps/github", "apps/github/x", True),
        ("/apps/github", "apps/github", True),
        ("/.github/workflows/", ".github/workflows/ci.yml", True),
        (".finops-guard.yaml", ".finops-guard.yaml", True),
        ("/policies/**", "policies/a/b.yaml", True),
        ("/policies/**", "policies", False),
        ("a/**/z.tf", "a/z.tf", True),
        ("a/**/z.tf", "a/b/c/z.tf", True),
        ("a/**/z.tf", "a/b/c/y.tf", False),
        ("fil?.tf", "file.tf", False),
        ("fi*.tf", "fi.tf", True),
        ("fi*fi.tf", "fi.tf", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*.tf*.tf", "x.tf", False),
        ("a*b*b", "ab", False),
        ("*a*b*", "xxaxxbxx", True),
        ("*a*b*", "xxbxxaxx", False),
        ("/", "a", True),
        ("*" + "a*" * 200 + "b", "a" * 250, False),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("* @acme/all", 1),
        ("# comment\n\n* @acme/all # why", 3),
        ("* ops@example.com", 1),
        ("* @acme/all\n/infra/ @acme/infra", 2),
        ("/infra/ @acme/infra\n* @acme/all", 2),
        ("* @acme/all\n/infra/", None),
        ("/infra/ acme", None),
        ("/infra/ @", None),
        ("/infra/ @@maintainer", 1),
        ("/other/ @acme/all", None),
        ("[Infra] @acme/infra\n/infra/", 2),
        ("[Infra][2]\n/infra/ @a\n[Docs]\n/docs/ @b", 2),
        ("^[Infra] @acme/infra\n/infra/", None),
        ("[A]\n/infra/\n[B]\n/infra/ @b", 4),
        ("/with\\ space/ @a\n/infra/main.tf @b", 2),
        ("", None),
    ],
)
def test_owners(text: str, line: int | None) -> None:
    assert owned_at(text, "infra/main.tf") == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[Infra] @acme/infra\n/infra/", None),
        ("* @all\n[Infra] @acme/infra\n/infra/", None),
        ("* @all\n[Infra] @acme/infra", 1),
    ],
)
def test_github_knows_no_sections(text: str, line: int | None) -> None:
    assert owned_at(text, "infra/main.tf", on_github=True) == line


@pytest.mark.parametrize("text", ["# a comment\u2028* @acme/all", "# a\x0b* @acme/all", "# a\x85* @acme/all"])
def test_only_a_line_feed_ends_a_line(text: str) -> None:
    assert owned_at(text, "infra/main.tf") is None


def test_of_a_file_that_is_too_long_nothing_counts() -> None:
    text = "* @acme/all\n" + "/x @b\n" * 20_000
    assert owned_at(text, "infra/main.tf") is None
    assert owned_at(text + "/infra/", "infra/main.tf") is None


@pytest.mark.parametrize(
    ("text", "line"), [("* @a\r\n/infra/ @b\r\n", 2), ("\ufeff* @a", 1), ("* @a\r\n/infra/\r\n", None)]
)
def test_line_ends_of_windows_and_a_byte_order_mark(text: str, line: int | None) -> None:
    assert owned_at(text, "infra/main.tf") == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* @a @b\n/live @c", ("@c",)),
        ("* @a @b @a", ("@a", "@b")),
        ("* @a\n/live", ()),
        ("[One]\n* @a\n[Two]\nlive/ b@example.com\n^[Three]\n* @c", ("@a", "b@example.com")),
        ("[One] @a @b\n*\n", ("@a", "@b")),
        ("* nobody", ()),
    ],
)
def test_everyone_who_must_review(text: str, expected: tuple[str, ...]) -> None:
    assert owners_at(text, "live/main.tf") == expected
