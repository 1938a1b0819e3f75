from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from finops_guard import schema
from finops_guard.cache import marks
from finops_guard.documents.loader import load
from finops_guard.location import SourceText
from finops_guard.values import Value


def document(text: str) -> Value:
    documents, diagnostics = load(SourceText("p.yaml", text))
    assert diagnostics == []
    return documents[0].value


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("tag_value", "{values: [a], pattern: x}", []),
        ("tag_value", "valus: [a]", ['p.yaml:1:1: unknown key "valus" (did you mean "values"?)']),
        (
            "tag_value",
            "ignore_case: maybe",
            [
                ('p.yaml:1:14: "ignore_case" must be true or false, not a text (Compare without regard to upper and '
                "lower case. Google Cloud labels, which have no upper case, are always compared so.)")
            ],
        ),
        ("tag_value", "values: [a, a]", ['p.yaml:1:1: "values" names something twice']),
        ("tag_value", "values: []", ['p.yaml:1:1: "values" must not be empty']),
        ("tag_value", "values: [a, [b]]", ['p.yaml:1:13: "values[1]" must be a text, not a list']),
        ("tag_value", "- a", [
            ("p.yaml:1:1: the document must be a mapping, not a list "
            "(What the value of a tag must be; an empty object asks for any value that is not empty.)")
        ]),
        ("tags", "children: judge", [
            ('p.yaml:1:1: the document needs at least one of the keys "required", "optional", "forbidden", '
            '"placeholders", "forbidden_values", "syntax", "max_count", "duplicates", "near_misses", "keys", '
            '"consistent"')
        ]),
        ("tags", "consistent: {}\nduplicates: {}", ['p.yaml:2:1: "duplicates" is not allowed here']),
        ("tags", "keys: {style: kebab, pattern: a}", [
            'p.yaml:1:1: "keys" needs one of the keys "style", "pattern"'
        ]),
        ("tag_condition", "{tag: a, values: [b], pattern: c}", ['p.yaml:1:23: "pattern" is not allowed here']),
        ("tags", "placeholders: {keys: [a]}", [
            'p.yaml:1:1: the key "values" is missing (The values that count as placeholders.)'
        ]),
        ("tags", "placeholders: {}", [
            ('p.yaml:1:1: the key "keys" is missing (The keys that are judged, each with its aliases; '
            "'*' for every key whose value is known.)"),
            'p.yaml:1:1: the key "values" is missing (The values that count as placeholders.)',
        ]),
        ("match", "resources: tagable", [
            ('p.yaml:1:12: "resources" must be one of taggable, workloads, all, providers, modules, settings, '
            'not "tagable" (did you mean "taggable"?)')
        ]),
        ("match", "resources: [aws_instance, 'a b']", [
            ('p.yaml:1:27: "resources[1]" does not have the right form: "a b" (A resource type or Kubernetes kind; '
            "* and ? stand for any characters and any one character.)")
        ]),
        ("attribute", "{path: a, paths: [{path: b}], operator: present}", [
            'p.yaml:1:1: the document needs one of the keys "path", "paths"'
        ]),
        ("attribute", "{path: a, operator: equals, value: b}", [
            'p.yaml:1:1: the key "absent" is missing'
        ]),
        ("attribute", "{path: a, operator: present, value: b}", ['p.yaml:1:30: "value" is not allowed here']),
        ("attribute", "{paths: [{path: a}], operator: present, absent: pass}", [
            'p.yaml:1:41: "absent" is not allowed here'
        ]),
        ("instance_limits", "max_vcpu: 0", [
            'p.yaml:1:11: "max_vcpu" must be more than 0, not 0 (The most virtual CPUs.)'
        ]),
        ("instance_limits", "max_vcpu: 2.5", []),
        ("budget", "{root: {types: {a_b: []}}, annotation: {key: x}}", [
            ("p.yaml:1:1: the document must have at most 1 entry (A budget somebody is told about: as a resource of a "
            "Terraform root, or as an annotation of a Kubernetes object.)")
        ]),
    ],
)  # fmt: skip
def test_problems(part: str, text: str, expected: list[str]) -> None:
    assert [str(problem) for problem in schema.validate(document(text), "policy", part)] == expected


def test_every_problem_at_once_in_the_order_of_the_text() -> None:
    text = "pattern: 1\nvalues: x\nmeaning: ''\nignore: 1\n"
    lines = [p.location.line for p in schema.validate(document(text), "policy", "tag_value") if p.location]
    assert lines == [1, 2, 3, 4]


def test_values_that_no_file_holds_are_named_by_their_path() -> None:
    value = Value({"values": Value([Value("a"), Value(1)])})
    assert [str(p) for p in schema.validate(value, "policy", "tag_value")] == [
        'values[1]: "values[1]" must be a text, not a number'
    ]


def test_hostile_keys_are_shown_safely() -> None:
    value = Value({"a\x1b[31m" + "x" * 500: Value(1)})
    (problem,) = schema.validate(value, "policy", "tag_value")
    assert "\x1b" not in problem.message.split(": ", 1)[1]
    assert len(problem.message) < 1000


def test_valid_texts_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    good, bad = "{values: [a]}", "{valus: [a]}"
    assert schema.validated(good, document(good), "policy", "tag_value") == []
    assert schema.validated(bad, document(bad), "policy", "tag_value") != []
    monkeypatch.setattr(schema, "validate", lambda *_: pytest.fail("validated again"))
    assert schema.validated(good, document(good), "policy", "tag_value") == []
    with pytest.raises(pytest.fail.Exception):
        schema.validated(bad, document(bad), "policy", "tag_value")
    with pytest.raises(pytest.fail.Exception):
        schema.validated(good, document(good), "policy", "tags")


def _link(mark: Path) -> None:
    mark.unlink()
    (mark.parent.parent / "elsewhere").write_text("")
    mark.symlink_to(mark.parent.parent / "elsewhere")


POISONED: dict[str, Callable[[Path], object]] = {
    "a link": _link,
    "others may write it": lambda mark: mark.chmod(0o666),
    "a directory": lambda mark: (mark.unlink(), mark.mkdir()),
    "somebody else's": lambda mark: os.chown(mark, 65534, 65534),
}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes of POSIX")
@pytest.mark.parametrize("how", POISONED)
def test_what_others_may_have_put_there_says_nothing(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "somebody else's" and os.geteuid() != 0:
        pytest.skip("only root gives files away")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    good = "{values: [a]}"
    schema.validated(good, document(good), "policy", "tag_value")
    (mark,) = (tmp_path / "finops-guard/valid").iterdir()
    POISONED[how](mark)
    asked: list[object] = []
    monkeypatch.setattr(schema, "validate", lambda *given: asked.append(given) or [])
    assert schema.validated(good, document(good), "policy", "tag_value") == []
    assert len(asked) == 1
    schema.validated(good, document(good), "policy", "tag_value")
    assert len(asked) == (2 if how == "a directory" else 1), "what was put there is replaced, where that is possible"


def test_there_are_only_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(marks, "MAX_MARKS", 3)
    for digit in "12345":
        marks.mark(digit * 64)
    assert len(list((tmp_path / "finops-guard/valid").iterdir())) == 5
    marks.mark("0" * 64)
    assert list((tmp_path / "finops-guard/valid").iterdir()) == []


@pytest.mark.parametrize("where", ["", "relative", "/proc/no/such/place", "file"])
def test_memory_is_never_needed(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if where == "file":
        (tmp_path / "file").write_text("")
        where = str(tmp_path / "file")
    monkeypatch.setenv("XDG_CACHE_HOME", where)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    good = "{values: [a]}"
    assert schema.validated(good, document(good), "policy", "tag_value") == []
    assert sorted(path.name for path in tmp_path.iterdir()) in ([], ["file"])


@pytest.mark.parametrize(
    ("word", "hint"), [("sevrity", 'did you mean "severity"?'), ("SEVERITY", 'did you mean "severity"?'), ("zzz", "")]
)
def test_suggestion(word: str, hint: str) -> None:
    assert schema.suggest(word, ["severity", "name"]) == hint
