"""Texts as values with spans: what kubectl reads, exact positions, and every way to be broken."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import kubectl

from finops_guard.diagnostics import Diagnostic, Level
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Document, Limits, SpannedDict, as_problem, key_span
from finops_guard.location import SourceText, Span
from finops_guard.values import Unknown, Value, plain


def read(text: str, path: str = "a.yaml", **options: object) -> tuple[list[Document], list[Diagnostic]]:
    return load(SourceText(path, text), **options)  # type: ignore[arg-type]


def values(text: str, path: str = "a.yaml") -> list[object]:
    documents, diagnostics = read(text, path)
    assert not diagnostics
    return [plain(document.value) for document in documents]


def said(text: str, path: str = "a.yaml") -> list[tuple[str, str, str]]:
    """Return (level, kind, line:column) of each diagnostic."""
    found = []
    for diagnostic in read(text, path)[1]:
        assert diagnostic.span is not None
        where = diagnostic.span.location()
        found.append((diagnostic.level.value, diagnostic.kind, f"{where.line}:{where.column}"))
    return found


@pytest.fixture(params=["c", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with PyYAML's C parser, and as where it is absent."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML is installed without its C parser")
    return str(request.param)


# Scalars -------------------------------------------------------------------------------------------------------------

SCALARS: list[tuple[str, object]] = [
    *((word, True) for word in ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")),
    *((word, False) for word in ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")),
    *((word, None) for word in ("~", "null", "Null", "NULL")),
    *((word, word) for word in ("tRue", "yEs", "nULL", "none", "=", "<<", "0x", "_1", ".e1", ".", "+-1", "1e", "e1")),
    ("0", 0),
    ("-0", 0),
    ("+1", 1),
    ("1_000", 1000),
    ("1_", 1),
    ("1__0", 10),
    ("012", 10),
    ("-012", -10),
    ("0777", 511),
    ("0o17", 15),
    ("-0o17", -15),
    ("0x1F", 31),
    ("0X1f", 31),
    ("+0x1F", 31),
    ("0x1_F", 31),
    ("0b11", 3),
    ("-0b11", -3),
    ("08", 8),
    ("089", 89),
    ("1e3", 1000),
    ("1E3", 1000),
    ("12e03", 12000),
    ("1.5e3", 1500),
    ("1.5e+3", 1500),
    ("1e-3", Decimal("0.001")),
    (".5", Decimal("0.5")),
    ("+.5", Decimal("0.5")),
    ("5.", 5),
    ("1.0", 1),
    ("0.10", Decimal("0.1")),
    ("1e400", "1e400"),
    ("-1e400", "-1e400"),
    ("1e99999999999999999999", "1e99999999999999999999"),
    ("1e-400", 0),
    ("1:30", "1:30"),
    ("190:20:30", "190:20:30"),
    ("2001-01-01", "2001-01-01"),
    ("2026-13-45", "2026-13-45"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
    ("500m", "500m"),
    ("1Gi", "1Gi"),
    ("1.2.3", "1.2.3"),
    ("10.0.0.1", "10.0.0.1"),
    ("'1'", "1"),
    ('"true"', "true"),
    ("!!str 1", "1"),
    ("!!str yes", "yes"),
    ('!!int "3"', 3),
    ("!!float 1", 1),
    ('!!bool "yes"', True),
]


@pytest.mark.parametrize(("text", "expected"), SCALARS, ids=[text for text, _ in SCALARS])
@pytest.mark.usefixtures("parser")
def test_plain_scalar(text: str, expected: object) -> None:
    (found,) = values(f"v: {text}\n")
    assert found == {"v": expected}
    assert type(found["v"]) in {type(expected), Decimal}  # type: ignore[index]


def test_scalars_are_what_kubectl_reads(tmp_path: Path) -> None:
    """Every row of the table, read by the real kubectl (numbers as 64-bit floats, as it prints them)."""
    rows = [text for text, _ in SCALARS]
    head = "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: thing}\nspec:\n  rows:\n"
    (read_by_kubectl,) = kubectl.read(head + "".join(f"  - {text}\n" for text in rows), tmp_path)
    judged = read_by_kubectl["spec"]["rows"]
    for (text, expected), truth in zip(SCALARS, judged, strict=True):
        ours = float(expected) if isinstance(expected, Decimal) else expected
        assert (text, ours, isinstance(ours, bool)) == (text, truth, isinstance(truth, bool))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9" * 308, int("9" * 308)),
        ("9" * 309, "9" * 309),
        ("9" * 5000, "9" * 5000),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
        ("1." + "0" * 5000, "1." + "0" * 5000),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
    ],
)
def test_numbers_beyond_every_use_stay_text(text: str, expected: object) -> None:
    assert values(f"v: {text}") == [{"v": expected}]


def test_decimals_are_exact() -> None:
    (found,) = values("v: 0.1\nw: 1.10\n")
    assert [str(item) for item in found.values()] == ["0.1", "1.10"]  # type: ignore[attr-defined]


def test_binary_is_not_guessed() -> None:
    (document,), diagnostics = read("v: !!binary aGVsbG8=")
    value = document.value.get("v")
    assert value is not None
    assert isinstance(value.raw, Unknown)
    assert not diagnostics


def test_own_tags_leave_the_value_and_are_named() -> None:
    (document,), diagnostics = read("a: !Ref vpc\nb: !env 1\nc: !x {d: 1}\ne: !!set {f}\n")
    assert plain(document.value) == {"a": "vpc", "b": "1", "c": {"d": 1}, "e": {"f": None}}
    assert [(said.level, said.kind, said.message) for said in diagnostics] == [
        (Level.NOTICE, "yaml-tag", f"the YAML tag {tag} is not evaluated") for tag in ("!Ref", "!env", "!x")
    ]


# Structure -----------------------------------------------------------------------------------------------------------

STRUCTURES: list[tuple[str, list[object]]] = [
    ("", []),
    ("# nothing\n", []),
    ("---\n---\n", []),
    ("---\n# nothing\n---\na: 1\n", [{"a": 1}]),
    ("null\n", [None]),
    ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ("--- {a: 1}\n--- # note\nb: 2\n--- c\n", [{"a": 1}, {"b": 2}, "c"]),
    ("a: 1\n...\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}]),
    ("%YAML 1.1\n---\na: 1\n", [{"a": 1}]),
    ("a: 1\n...\n%YAML 1.1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ("\ufeffa: 1\n", [{"a": 1}]),
    ("a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", [{"a": 1}, {"b": "x\ny\n"}]),
    ("a: |\n  ---\n  x\n", [{"a": "---\nx\n"}]),
    ("a: ---x\n---\u00a0b: 1\n", [{"a": "---x", "---\u00a0b": 1}]),
    ("on: [push]\n1: a\n1.50: b\n~: c\n", [{"on": ["push"], "1": "a", "1.50": "b", "~": "c"}]),
    ("? a\n: 1\n", [{"a": 1}]),
    ("a: &x {b: 1}\nc: *x\n", [{"a": {"b": 1}, "c": {"b": 1}}]),
    ("a: &k name\n*k : 1\n", [{"a": "name", "name": 1}]),
    ("&k a: 1\nb: *k\n", [{"a": 1, "b": "a"}]),
    ("a: &x 1\nb: &x 2\nc: *x\n", [{"a": 1, "b": 2, "c": 2}]),
    ("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", [{"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}]),
    ("d: {c: 3, <<: {b: 1, c: 2}}\n", [{"d": {"b": 1, "c": 3}}]),
    ("d: {<<: [{a: 1, b: 1}, {b: 2, c: 2}]}\n", [{"d": {"a": 1, "b": 1, "c": 2}}]),
    ('d: {"<<": {a: 1}}\n', [{"d": {"<<": {"a": 1}}}]),
    ('{"a": [1, 2.50, -1e3, true, null, "x"]}', [{"a": [1, Decimal("2.50"), -1000, True, None, "x"]}]),
    ('{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
    ('---\n{"a": 1}\n---\n- b\n', [{"a": 1}, ["b"]]),
    ("{a: b, c: [d, ]}", [{"a": "b", "c": ["d"]}]),
    ("[]", [[]]),
    ("{}", [{}]),
    ("plain text", ["plain text"]),
]


@pytest.mark.parametrize(("text", "expected"), STRUCTURES)
@pytest.mark.usefixtures("parser")
def test_structure(text: str, expected: list[object]) -> None:
    assert values(text) == expected


# Read otherwise than PyYAML on purpose: keys as written, anchors set again, JSON after JSON.
OWN_WAYS = {"on: [push]\n1: a\n1.50: b\n~: c\n", "a: &x 1\nb: &x 2\nc: *x\n", '{"a": 1}\n{"b": 2}\n'}


@pytest.mark.parametrize("text", [text for text, _ in STRUCTURES if text not in OWN_WAYS])
def test_structure_agrees_with_the_safe_loader(text: str) -> None:
    """PyYAML's own composer and constructor are the judge."""
    loader = yaml.SafeLoader(text)
    truth = [item for item in iter_documents(loader) if item is not None or text == "null\n"]
    assert [floats(item) for item in values(text)] == [floats(item) for item in truth]


def iter_documents(loader: yaml.SafeLoader) -> list[object]:
    found = []
    while loader.check_data():
        found.append(loader.get_data())
    return found


def floats(item: object) -> object:
    if isinstance(item, dict):
        return {key: floats(value) for key, value in item.items()}
    if isinstance(item, list):
        return [floats(value) for value in item]
    # YAML 1.1 reads -1e3 as text, JSON and kubectl as a number.
    return -1000.0 if item == "-1e3" else float(item) if isinstance(item, Decimal | int) and item is not True else item


@pytest.mark.parametrize(
    "text",
    [
        '{\n\t"a":\t[\n\t\t1,\n\t\t2\n\t]\n}\n',
        '\t{"a": [1, 2]}',
        '{"a": [1,2]}',
    ],
)
@pytest.mark.usefixtures("parser")
def test_json_with_tabs(text: str) -> None:
    assert values(text, "a.json") == [{"a": [1, 2]}]


def test_json_strings() -> None:
    text = r'{"a": "\/\u00e9\n", "b": "\ud83d\ude00", "c": "\ud83d", "' + "k" * 2000 + '": 1}'
    assert values(text, "a.json") == [{"a": "/é\n", "b": "😀", "c": "\ufffd", "k" * 2000: 1}]


# Positions -----------------------------------------------------------------------------------------------------------


def at(text: str, *path: str | int) -> Value:
    (document,), _ = read(text)
    value: Value | None = document.value
    for step in path:
        value = list(value.items())[step] if isinstance(step, int) else value.get(step)  # type: ignore[union-attr]
        assert value is not None
    return value


YAML = """\
# a comment
kind: Deployment   # another
spec:
  "häufig": 'two words'
  list:
  - name: 😀x
    port: &p 80

  - *p
  text: |
    one
    two

  flow: {a: [1, 2], b: }
  folded: a
    b
  empty:
last: !!str 1
"""


@pytest.mark.parametrize(
    ("path", "text", "position"),
    [
        (("kind",), "Deployment", (2, 7)),
        (("spec", "häufig"), "'two words'", (4, 13)),
        (("spec", "list", 0, "name"), "😀x", (6, 11)),
        (("spec", "list", 0, "port"), "&p 80", (7, 11)),
        (("spec", "list", 0), "name: 😀x\n    port: &p 80", (6, 5)),
        (("spec", "list", 1), "&p 80", (7, 11)),
        (("spec", "list"), "- name: 😀x\n    port: &p 80\n\n  - *p", (6, 3)),
        (("spec", "text"), "|\n    one\n    two", (10, 9)),
        (("spec", "flow"), "{a: [1, 2], b: }", (14, 9)),
        (("spec", "flow", "a"), "[1, 2]", (14, 13)),
        (("spec", "flow", "a", 1), "2", (14, 17)),
        (("spec", "folded"), "a\n    b", (15, 11)),
        (("spec", "empty"), "", (17, 9)),
        (("last",), "!!str 1", (18, 7)),
    ],
)
@pytest.mark.usefixtures("parser")
def test_value_spans(path: tuple[str | int, ...], text: str, position: tuple[int, int]) -> None:
    origin = at(YAML, *path).origin
    assert origin is not None
    where = origin.location()
    assert (origin.text, (where.line, where.column)) == (text, position)


@pytest.mark.usefixtures("parser")
def test_key_spans() -> None:
    spec = at(YAML, "spec")
    span = key_span(spec, "häufig")
    assert span is not None
    assert (span.text, str(span.location())) == ('"häufig"', "a.yaml:4:3")
    assert key_span(spec, "absent") is None
    assert key_span(Value(1), "absent") is None
    assert key_span(Value({"a": Value(1)}), "a") is None


def test_merged_keys_point_at_their_anchor() -> None:
    merged = at("a: &x\n  b: 1\n  c: 1\nd:\n  <<: *x\n  c: 2\n", "d")
    places = [str(span.location()) for key in ("b", "c") if (span := key_span(merged, key))]
    assert places == ["a.yaml:2:3", "a.yaml:6:3"]


def test_json_spans() -> None:
    (document,), _ = read('{\n\t"a": ["x", {"b": 12}]\n}', "a.json")
    inner = list(document.value.get("a").items())[1]  # type: ignore[union-attr]
    span = key_span(inner, "b")
    assert span is not None
    assert (span.text, str(span.location()), inner.get("b").origin.text) == ('"b"', "a.json:2:14", "12")  # type: ignore[union-attr]
    assert inner.origin is not None
    assert inner.origin.text == '{"b": 12}'
    assert document.span.text.startswith("{")
    assert document.span.text.endswith("}")


@pytest.mark.usefixtures("parser")
def test_offsets_hold_in_later_documents() -> None:
    documents, _ = read("\ufeffä: 1\r\n---\r\n# ü\r\nb:\r\n  c: x\r\n--- \n{d: y}\n")
    texts = [document.span.text for document in documents]
    assert texts == ["ä: 1", "b:\r\n  c: x", "{d: y}"]
    assert [document.span.location().line for document in documents] == [1, 4, 7]


# Broken, hostile and odd ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "position", "part"),
    [
        ("a: b: c\n", "syntax", "1:5", "mapping values are not allowed"),
        ("a:\n\tb: 1\n", "syntax", "2:1", "cannot start any token"),
        ("a: @b\n", "syntax", "1:4", "cannot start any token"),
        ("a: *x\n", "syntax", "1:4", "the alias *x has no anchor &x before it"),
        ("a: &x [1, *x]\n", "syntax", "1:11", "the anchor &x contains itself"),
        ("<<: 1\n", "syntax", "1:5", "a merge (<<) takes"),
        ("<<: [1]\n", "syntax", "1:5", "a merge (<<) takes"),
        ('x: &a "<<"\n*a : {b: 1}\n? {c: d}\n', "syntax", "3:3", "a key must be a text"),
        ("? [a]\n: 1\n", "syntax", "1:3", "a key must be a text"),
        ("a: é\x00\n", "syntax", "1:5", "the character U+0000 is not allowed"),
        ("a: é\x1b[31m\n", "syntax", "1:5", "the character U+001B is not allowed"),
        ("a: \ud800\n", "syntax", "1:4", "the character U+D800 is not allowed"),
        ("a: {{ .Values.b }}\n", "template", "1:4", "a template, not evaluated"),
        ("x: 1\n{{- if .Values.b }}\na: 1\n{{- end }}\n", "template", "2:1", "a template, not evaluated"),
        ("[" * 60_000, "too-deep", "1:101", "nested deeper than 100 levels"),
        ("- " * 60_000, "too-deep", "1:201", "nested deeper than 100 levels"),
        ("{a: " * 60_000, "too-deep", "1:401", "nested deeper than 100 levels"),
        ("? " * 60_000, "syntax", "1:3", "a key must be a text"),
        ("&a [" * 60_000, "too-deep", "1:401", "nested deeper than 100 levels"),
    ],
)
@pytest.mark.usefixtures("parser")
def test_bad_document(text: str, kind: str, position: str, part: str) -> None:
    """Each is one error at its place, and the documents around it are read."""
    documents, diagnostics = read(f"before: 1\n---\n{text}\n---\nafter: 1\n")
    assert [plain(document.value) for document in documents] == [{"before": 1}, {"after": 1}]
    (diagnostic,) = diagnostics
    assert diagnostic.span is not None
    where = diagnostic.span.location()
    assert (diagnostic.level, diagnostic.kind) == (Level.ERROR, kind)
    assert part in diagnostic.message
    assert f"{where.line - 2}:{where.column}" == position


def test_unclosed_bracket_names_where_it_began() -> None:
    _, (diagnostic,) = read("a: [1,\nb: 2\n---\nc: 3\n")
    problem = as_problem(diagnostic)
    assert (problem.location.line if problem.location else 0) in {2, 3}
    assert "begins in line 1" in problem.hint
    assert problem.message.startswith("not valid YAML: ")


def test_json_error_in_a_json_file() -> None:
    assert said('{"a": 1 "b": 2}', "a.json") == [("error", "syntax", "1:9")]
    _, (diagnostic,) = read('{"a": 1 "b": 2}', "a.json")
    assert diagnostic.message == "not valid JSON: a comma or } is missing"
    assert "YAML" in read('{"a": 1 "b": 2}', "a.yaml")[1][0].message


@pytest.mark.parametrize(
    "text", ['{"a"', '{"a":', '{"a": ', '{"a": 1', "[1,", "[", '{"a": "', '{"a": "\\x"}', "[01]", "[1]]", "[tru]"]
)
def test_every_beginning_of_json(text: str) -> None:
    kinds = [kind for _, kind, _ in said(text, "a.json")]
    assert kinds in (["syntax"], [])
    if text not in {"[01]", "[tru]"}:  # YAML reads these
        assert kinds == ["syntax"]


@pytest.mark.usefixtures("parser")
def test_duplicate_keys() -> None:
    documents, diagnostics = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert plain(documents[0].value) == {"a": 3, "b": {"c": 2}}
    assert [(str(said.span.location()), said.level, said.kind) for said in diagnostics if said.span] == [
        ("a.yaml:2:11", Level.NOTICE, "duplicate-key"),
        ("a.yaml:3:1", Level.NOTICE, "duplicate-key"),
    ]
    assert diagnostics[1].hint == "it is first written in line 1"
    assert said('{"a": 1,\n "a": 2}') == [("notice", "duplicate-key", "2:2")]


def test_many_diagnostics_never_hide_an_error() -> None:
    text = "{" + "a: 1, " * 500 + "}\n---\n[\n"
    diagnostics = read(text)[1]
    assert sum(said.level is Level.NOTICE for said in diagnostics) == 100
    assert diagnostics[-1].kind == "syntax"


def bomb(levels: int, width: int) -> str:
    lines = [f"a0: &a0 [{', '.join(['x'] * width)}]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (bomb(12, 10), "too-large"),
        (bomb(3, 200), "too-large"),
        ("a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{y: *a{n - 1}}}\n" for n in range(1, 300)), "too-deep"),
        ("a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 1500)), "too-deep"),
        ("a: &m {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\nb: [" + "{<<: *m}, " * 1000 + "]", "too-large"),
        ("[" + "1, " * 600_000 + "]", "too-large"),
        ("{" + "a: 1, " * 300_000 + "}", "too-large"),
    ],
    ids=["bomb", "wide bomb", "chain", "merge chain", "merge bomb", "long list", "long mapping"],
)
def test_growth_is_bounded(text: str, kind: str) -> None:
    documents, diagnostics = read(text)
    assert not documents
    assert [(said.level, said.kind) for said in diagnostics if said.level is Level.ERROR] == [(Level.ERROR, kind)]


def test_limits_are_named_and_can_be_set() -> None:
    limits = Limits(depth=3, nodes=10, documents=2)
    assert read("[[[1]]]", limits=limits)[1] == []
    assert read("[[[[1]]]]", limits=limits)[1][0].message == "nested deeper than 3 levels"
    assert read("[1,1,1,1,1,1,1,1,1]", limits=limits)[1] == []
    assert "more than 10 keys and values" in read("[1,1,1,1,1,1,1,1,1,1]", limits=limits)[1][0].message
    documents, diagnostics = read("a\n---\nb\n---\nc\n---\nd\n", limits=limits)
    assert [document.value.raw for document in documents] == ["a", "b"]
    assert [(said.kind, said.message) for said in diagnostics] == [
        ("too-large", "more than 2 documents; the rest is left out")
    ]


@pytest.mark.parametrize(("large", "left"), [(0, 1), (1, 1), (3, 1), (4, 0)])
def test_a_few_documents_that_are_too_large_take_nothing_from_the_others(large: int, left: int) -> None:
    text = "---\n".join(["[1,1,1,1,1,1,1,1,1,1]\n"] * large + ["[1,1,1]\n"])
    documents, diagnostics = read(text, limits=Limits(nodes=10))
    assert (len(documents), len(diagnostics)) == (left, large + 1 - left)


def test_unwanted_documents_are_not_even_parsed() -> None:
    asked: list[str] = []

    def wanted(text: str) -> bool:
        asked.append(text)
        return "kind" in text

    documents, diagnostics = read("a: [\n---\nkind: x\n---\nb\n", wanted=wanted)
    assert asked == ["a: [\n", "---\nkind: x\n", "---\nb\n"]
    assert ([plain(document.value) for document in documents], diagnostics) == ([{"kind": "x"}], [])


def test_long_lines() -> None:
    assert values('a: "' + "x" * 1_000_000 + '"') == [{"a": "x" * 1_000_000}]


def test_values_survive_pickling() -> None:
    (document,), _ = read("a: {b: 1}")
    again = pickle.loads(pickle.dumps(document))
    assert plain(again.value) == {"a": {"b": 1}}
    assert isinstance(again.value.raw, SpannedDict)
    assert key_span(again.value, "a") == Span(SourceText("a.yaml", ""), 0, 1)


# Decoding ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_decode(encoding: str) -> None:
    text = "a: é😀\r\nb: 1\n"
    mark = "\ufeff" if encoding.endswith("e") else ""
    assert decode((mark + text).encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\nb: \xff\n", "it is not UTF-8 text: line 2 holds bytes that stand for nothing"),
        (b"caf\xe9", "it is not UTF-8 text: line 1 holds bytes that stand for nothing"),
        (b"\xff\xfea\x00\n\x00b", "it is not UTF-16-LE text: line 2 holds bytes that stand for nothing"),
        (b"\xed\xa0\x80", "it is not UTF-8 text: line 1 holds bytes that stand for nothing"),
    ],
)
def test_undecodable(data: bytes, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(data)
    assert str(caught.value) == message


# Anything at all -----------------------------------------------------------------------------------------------------


def check_spans(value: Value, within: Span) -> None:
    if value.origin is not None:
        assert 0 <= value.origin.start <= value.origin.end <= len(within.source.text)
    raw = value.raw
    if isinstance(raw, SpannedDict):
        assert set(raw) == set(raw.key_spans)
        for key, item in raw.items():
            assert raw.key_spans[key].end <= len(within.source.text)
            check_spans(item, within)
    for item in value.items():
        check_spans(item, within)


PIECES = st.lists(
    st.sampled_from(
        [
            *"{}[],:&*?-|>%@`!\"'#~\\ \n\t\r",
            "\n---\n",
            "\n...\n",
            "<<: ",
            "*a",
            "&a ",
            "a: ",
            "- ",
            "  ",
            "!!int ",
            "1",
            "{{",
            "\u2028",
        ]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("path", ["a.yaml", "a.json"])
@settings(max_examples=300, deadline=None)
@given(text=PIECES)
def test_any_text(path: str, text: str) -> None:
    for document in read(text, path)[0]:
        check_spans(document.value, document.span)
        plain(document.value)


@settings(max_examples=150, deadline=None)
@given(text=PIECES)
def test_any_text_without_the_c_parser(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        for document in read(text)[0]:
            check_spans(document.value, document.span)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(
    value=st.dictionaries(st.text(max_size=5), JSON_VALUES),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 2, "\t"]),
)
def test_json_is_read_as_pythons_json_reads_it(value: object, ascii_only: bool, indent: int | str | None) -> None:
    import json

    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert values(text, "a.json") == [json.loads(text)]
