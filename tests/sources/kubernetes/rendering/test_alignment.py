"""Rendered lines held against template lines: tables of small templates, and bounds on hostile ones."""

from __future__ import annotations

from textwrap import dedent

import pytest

from finops_guard.sources.kubernetes.rendering import alignment
from finops_guard.sources.kubernetes.rendering.alignment import Aligner
from finops_guard.sources.kubernetes.rendering.template_text import read_template


def aligned(template: str, rendered: str) -> list[str]:
    """Return for each rendered line the number of the template's line, with the rounds of the loops around it."""
    text = read_template(dedent(template))
    assert text is not None
    found = Aligner(text).align(dedent(rendered).splitlines())
    return [
        "-" if each is None else ":".join(map(str, (each.line + 1, *each.rounds)))  # as editors count
        for each in found
    ]


TABLE = {
    "literal": ("a: 1\nb: 2\n", "a: 1\nb: 2\n", "1 2"),
    "blanks are nothing": ("a: 1\n\n\nb: 2\n", "a: 1\n\nb: 2\n", "1 - 4"),
    "keys with actions": ("a: {{ .x }}\nb: {{ .y }}\n", "a: b\nb: a\n", "1 2"),
    "what stands around an action": ('- "{{ .a }}-x"\n- "{{ .b }}-y"\n', '- "1-y"\n', "2"),
    "inserted lines": (
        "a:\n  {{- toYaml .x | nindent 2 }}\nb: 1\n",
        "a:\n  b: 1\n  c:\n    d: 2\nb: 1\n",
        "1 2 2 2 3",
    ),
    "inserted lines that look like others": (
        "a:\n  {{- toYaml .x | nindent 2 }}\nc:\n  b: {{ .y }}\n",
        "a:\n  b: 1\nc:\n  b: 1\n",
        "1 2 3 4",
    ),
    "lines behind a key's own": ("a: {{ toYaml .x | nindent 2 }}\nz: 1\n", "a:\n  b: 1\n  c: 2\nz: 1\n", "1 1 1 2"),
    "a branch that is not taken": (
        "a: 1\n{{- if .x }}\nb: 1\n{{- end }}\nc: 1\n",
        "a: 1\nc: 1\n",
        "1 5",
    ),
    "the other branch": (
        "{{ if .x }}\nb: 1\nc: 1\n{{ else if .y }}\nb: 2\nc: 1\n{{ else }}\nb: 3\nc: 1\n{{ end }}\n",
        "b: 2\nc: 1\n",
        "5 6",
    ),
    "loops": (
        "a:\n{{- range .x }}\n- name: {{ .n }}\n  size: {{ .s }}\n{{- end }}\nb: 1\n",
        "a:\n- name: x\n  size: 1\n- name: y\n  size: 2\nb: 1\n",
        "1 3:0 4:0 3:1 4:1 6",
    ),
    "loops in loops": (
        "{{- range .x }}\n- a: {{ .a }}\n  b:\n  {{- range .b }}\n  - {{ . }}\n  {{- end }}\n{{- end }}\n",
        "- a: 1\n  b:\n  - x\n  - y\n- a: 2\n  b:\n  - z\n",
        "2:0 3:0 5:0:0 5:0:1 2:1 3:1 5:1:0",
    ),
    "the second document": ("a: 1\nk: 1\n---\na: 1\nk: 2\n", "a: 1\nk: 2\n", "4 5"),
    "a document of a loop": ("{{- range .x }}\n---\na: {{ . }}\n{{- end }}\n", "a: 7\n", "3:-1"),
    "a definition is rendered where it is included": (
        '{{- define "d" }}\nx: 1\n{{- end }}\na:\n{{ include "d" . | indent 2 }}\n',
        "a:\n\n  x: 1\n",
        "4 - 5",
    ),
    "comments of templates are nothing": ("{{/* a: 1 */}}\na: 1 # {{ .x }}\n", "\na: 1 # y\n", "- 2"),
    "what a trimmed line's end brings together": ("a:\n  {{- if .x }} b {{- end }}\nc: 1\n", "a: b\nc: 1\n", "1 3"),
    "what cannot be explained": ("a: 1\n", "zzz\na: 1\n", "- 1"),
    "windows": ("a: 1\r\nb: {{ .x }}\r\n", "a: 1\r\nb: 2\r\n", "1 2"),
    "braces in texts": ('a: {{ "}}" }}\nb: {{ `{{` }}\nc: 1\n', "a: }}\nb: {{\nc: 1\n", "1 2 3"),
}


@pytest.mark.parametrize(("template", "rendered", "expected"), TABLE.values(), ids=TABLE)
def test_lines(template: str, rendered: str, expected: str) -> None:
    assert " ".join(aligned(template, rendered)) == expected


@pytest.mark.parametrize("template", ["{{ .a", '{{ "a }}\n{{ if .b }}', "{{ /* a", "{{ if .a }}" * 200, "\n" * 30_000])
def test_what_cannot_be_told_apart(template: str) -> None:
    assert read_template(template) is None


HOSTILE = {
    "nothing but actions": ("{{ .a }}\n" * 3000, "x: 1\n" * 3000),
    "branches": ("{{ if .a }}\na: {{ .b }}\n{{ end }}\n" * 2000, "a: 1\nb: 1\n" * 1000),
    "loops in loops": ("{{ range .a }}\na: 1\n" * 90 + "{{ end }}\n" * 90, "a: 1\nb: 2\n" * 3000),
    "the same line": ("a: 1\n" * 5000, "a: 1\n" * 4000 + "b: 1\n"),
    "one long line": ("a: {{ .b }}" * 20_000, "a: 1" * 20_000),
    "long literals": (f"{'a' * 100_000}{{{{ .b }}}}\n" * 50, f"{'a' * 100_000}c\n" * 100),
    "documents": ("---\na: {{ .b }}\n" * 5000, "a: 1\nb: 2\n" * 100),
}


@pytest.mark.parametrize(("template", "rendered"), HOSTILE.values(), ids=HOSTILE)
def test_what_it_may_take(template: str, rendered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "MAX_STEPS_OF_TEXT", 20_000)
    text = read_template(template)
    assert text is not None
    aligner = Aligner(text)
    lines = rendered.splitlines()
    for _ in range(3):
        assert len(aligner.align(lines)) == len(lines)
    assert aligner.steps >= alignment.MAX_STEPS - 3 * (20_000 + 2 * len(aligner.starts))


def test_all_texts_of_a_template_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "MAX_STEPS", 10)
    text = read_template("a: 1\nb: 2\n")
    assert text is not None
    aligner = Aligner(text)
    found = [[each is not None for each in aligner.align(["a: 1", "b: 2"])] for _ in range(4)]
    assert found[0] == [True, True]
    assert found[-1] == [False, False]
