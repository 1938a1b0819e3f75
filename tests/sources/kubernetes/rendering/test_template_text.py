"""What the lines of a template take from values, by the scopes of its blocks and variables."""

from __future__ import annotations

import pytest

from finops_guard.sources.kubernetes.rendering.template_expressions import Each, Scope, references
from finops_guard.sources.kubernetes.rendering.template_text import read_template


def shown(path: tuple[str | Each, ...]) -> str:
    return ".".join("[]" if isinstance(step, Each) else step for step in path)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (".Values.a.b", ["Values.a.b"]),
        ("$.Values.a", ["Values.a"]),
        ("toYaml .Values.a | nindent 4", ["Values.a"]),
        ("default 3 .Values.a", ["Values.a"]),
        (".Values.a | default .Values.b | quote", ["Values.a", "Values.b"]),
        ('index .Values "a" "b.c"', ["Values.a.b.c"]),
        ('(index .Values.a "b").c', ["Values.a.b.c"]),
        ("((.Values.a).b).c", ["Values.a.b.c"]),
        ("(default .Values.a .Values.b).c", []),
        ("ternary .Values.a .Values.b .Values.c", ["Values.a", "Values.b", "Values.c"]),
        ('include "x" .Values.a', []),
        ("tpl .Values.a .", []),
        ('printf "%s" .Values.a', []),
        ("$v.x", ["Values.v.x"]),
        ("$unknown.x", []),
        ("required `say a` .Values.a", ["Values.a"]),
        ('"text with .Values.a"', []),
        (".", [""]),
        ("(" * 100 + ".Values.a" + ")" * 100, []),
        (".Values.a " * 2000, []),
        ("", []),
        ("(", []),
        (")) .Values.a", []),
    ],
)
def test_expressions(expression: str, expected: list[str]) -> None:
    scope = Scope((), {"$v": ("Values", "v")})
    assert [shown(path) for path in references(expression, scope)] == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ with .Values.a }}{{ .b }}{{ end }}", "Values.a.b"),
        ("{{ with .Values.a }}\n{{ else }}\n{{ .Values.b }}{{ end }}", "Values.b"),
        ("{{ with $x := .Values.a }}{{ $x.b }}{{ end }}", "Values.a.b"),
        ("{{ with .Values.a }}{{ with .b }}{{ $.Values.c }}{{ .d }}{{ end }}{{ end }}", "Values.c Values.a.b.d"),
        ("{{ with .Values.a }}{{ end }}{{ .Values.b }}", "Values.b"),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", "Values.a.[].b"),
        ("{{ range $i, $x := .Values.a }}{{ $i }}{{ $x.b }}{{ end }}", "Values.a.[].b"),
        ("{{ range $x := .Values.a }}{{ $x.b }}{{ end }}", "Values.a.[].b"),
        ("{{ $x := .Values.a }}{{ $x }}", "Values.a"),
        ("{{ $x := .Values.a }}{{ $x = .Values.b }}{{ $x }}", "Values.b"),
        ("{{ $x := .Values.a | default .Values.b }}{{ $x }}", ""),
        ("{{ $root := . }}{{ with .Values.a }}{{ $root.Values.b }}{{ end }}", "Values.b"),
        ('{{ define "x" }}{{ .Values.a }}{{ end }}', ""),
        ("{{ if $x := .Values.a }}{{ $x.b }}{{ end }}", "Values.a.b"),
        ("{{/* .Values.a */}}{{ .Release.Name }}", ""),
        ("{{ .Values.a\n  | quote }}", "Values.a"),
    ],
)
def test_scopes(template: str, expected: str) -> None:
    text = read_template(template)
    assert text is not None
    assert " ".join(shown(path) for line in text.lines for path in line.refers) == expected


def test_a_line_of_very_many_actions_takes_its_text_from_nowhere_in_particular() -> None:
    text = read_template("{{ .Values.a }}" * 31)
    assert text is not None
    assert [line.refers for line in text.lines] == [()]
