"""Hostile and odd manifests from end to end: each has one status, what is wrong its place, and the rest is judged."""

from __future__ import annotations

import json

import pytest
from support.command_line import Runner

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}\n"
BAD = POD.replace("name: a", "name: bad")
FLOW = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}}"
KEYS = "".join(f"k{number}: {number}\n" for number in range(1, 3000))


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [" + ", ".join("x" * 10) + "]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


# Content of the file -> its status, and line:column of what is said about it.
BROKEN: dict[str, tuple[str | bytes, str]] = {
    "brackets": (f"{BAD}a: {'[' * 60_000}\n", "5:1003"),
    "closed brackets": (f"{BAD}a: {'[' * 60_000}{']' * 60_000}\n", "5:1003"),
    "braces": (f"{BAD}a: {'{a: ' * 60_000}\n", "5:400"),
    "dashes": (f"{BAD}a:\n  {'- ' * 60_000}\n", "6:201"),
    "bomb": (f"{BAD}{bomb(12)}", "10:25"),
    "bomb of merges": (
        f"{BAD}m: &m {{{', '.join(f'k{n}: 1' for n in range(1000))}}}\nb: [{'{<<: *m}, ' * 1000}]\n",
        "6:2490",
    ),
    "recursive anchor": (f"{BAD}a: &a [*a]\n", "5:8"),
    "recursive merge": (f"{BAD}a: &a {{<<: *a}}\n", "5:12"),
    "unknown alias": (f"{BAD}a: *nowhere\n", "5:4"),
    "unclosed bracket": (f"{BAD}a: [1,\n", "5:7"),
    "unclosed quote": (f'{BAD}a: "x\n', "5:6"),
    "tab": (f"{BAD}a:\n\tb: 1\n", "6:1"),
    "NUL": (f"{BAD}a: x\0\n", "5:5"),
    "control character": (f"{BAD}a: x\x1b[31m\n", "5:5"),
    "key that is a list": (f"{BAD}? [a]\n: 1\n", "5:3"),
    "key that is a mapping": (f"{BAD}? {{a: 1}}\n: 1\n", "5:3"),
    "merge of a text": (f"{BAD}<<: x\n", "5:5"),
    "value with an at": (f"{BAD}a: @x\n", "5:4"),
    "two values": (f"{BAD}a: b: c\n", "5:5"),
    "many nodes": (f"{BAD}a: [{'1, ' * 600_000}]\n", "5:1499951"),
}

WHOLE_FILE: dict[str, bytes] = {
    "UTF-16 without a mark": BAD.encode("utf-16-le"),
    "UTF-16 without a mark, big end first": BAD.encode("utf-16-be"),
    "half of UTF-16": b"\xff\xfe" + BAD.encode("utf-16-le") + b"\0",
    "UTF-16 cut in a pair": b"\xff\xfe" + BAD.encode("utf-16-le") + b"\x00\xd8",
    "Latin-1": BAD.replace("bad", "b\xe4d").encode("latin-1"),
    "bytes": bytes(range(256)) + b"kind: Pod",
}

# Content -> the addresses that are judged; nothing is broken.
ODD: dict[str, tuple[str | bytes, list[str]]] = {
    "UTF-16": (POD.encode("utf-16"), ["Pod/a"]),
    "UTF-16, big end first": (b"\xfe\xff" + POD.encode("utf-16-be"), ["Pod/a"]),
    "UTF-32": (POD.encode("utf-32"), ["Pod/a"]),
    "byte order mark": (b"\xef\xbb\xbf" + POD.encode(), ["Pod/a"]),
    "CRLF": (POD.replace("\n", "\r\n"), ["Pod/a"]),
    "CR": (POD.replace("\n", "\r"), ["Pod/a"]),
    "directive": (f"%YAML 1.1\n%TAG ! tag:x,2000:\n---\n{POD}", ["Pod/a"]),
    "directive in the middle": (f"{POD}%YAML 1.1\n---\n{POD.replace('name: a', 'name: b')}", ["Pod/a", "Pod/b"]),
    "end marks": (f"{POD}...\n---\n{POD.replace('name: a', 'name: b')}...\n", ["Pod/a", "Pod/b"]),
    "marker in a text": (f"{POD}a: |\n  ---\n  kind: x\n", ["Pod/a"]),
    "marker in a quoted text": (f'{POD}a: "x\n  --- y"\n', ["Pod/a"]),
    "duplicate keys": (f"{POD}a: 1\na: 2\n", ["Pod/a"]),
    "bad dates": (f"{POD}a: 2026-13-45\nb: 2026-02-30T99:99:99Z\n", ["Pod/a"]),
    "huge integers": (f"{POD}a: {'9' * 10_000}\nb: 0x{'f' * 10_000}\nc: 1e999999999\n", ["Pod/a"]),
    "words": (f"{POD}a: =\nb: on\nc: 1e3\nd: .inf\ne: .nan\nf: !!binary x\ng: 1:30\n? on\n: ~\n", ["Pod/a"]),
    "merges": (
        f"m: &m {{metadata: {{name: a}}}}\n<<: [*m, {{x: 1}}]\n{POD.replace('metadata: {name: a}', '')}",
        ["Pod/a"],
    ),
    "generated name": (POD.replace("name: a", "generateName: a-"), ["Pod/a-*"]),
    "JSON": (json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\ud83d\ude00"}}), ["Pod/\U0001f600"]),
    "JSON list": (f"[{json.dumps({'kind': 'Pod'})}]", []),
    "no kind": (f"a: 1\n---\n{POD}---\n- b\n", ["Pod/a"]),
    "many documents": ("---\n".join([POD] * 3000), ["Pod/a"] * 3000),
    "many empty documents": ("---\n" * 50_000 + POD, ["Pod/a"]),
    "many documents of another kind": ("a: 1\n---\n" * 30_000 + POD, ["Pod/a"]),
    "long line": (f"{POD}a: {'x' * 3_000_000}\n", ["Pod/a"]),
    "long comment": (f"# {'x' * 3_000_000}\n{POD}", ["Pod/a"]),
    "many keys": (f"{KEYS}{POD}", ["Pod/a"]),
    "blanks": (f"{' ' * 1_000_000}\n{chr(10) * 1_000_000}{POD}", ["Pod/a"]),
    "lists of lists": ("{apiVersion: v1, kind: List, items: [" * 8 + FLOW + "]}" * 8, ["Pod/a"]),
}


def scan(run: Runner, content: str | bytes) -> tuple[int, dict[str, object]]:
    """Scan a file beside another one; return the exit code and the report."""
    run.write("hostile.yaml", content)
    run.write("other.yaml", POD.replace("name: a", "name: other"))
    ran = run(
        "scan", "--select", "readable-source", "--select", "container-limits", "--format", "json", "--verdicts", "all"
    )
    assert "Traceback" not in ran.err
    return ran.code, json.loads(ran.out)


def judged(report: dict[str, object], path: str) -> list[str]:
    found = report["findings"]
    assert isinstance(found, list)
    return [each["address"] for each in found if each["location"]["path"] == path and each["policy"] == "FG-K8S-002"]


def status(report: dict[str, object]) -> str:
    files = report["files"]
    assert isinstance(files, list)
    return {file["path"]: file["status"] for file in files}["hostile.yaml"]


def errors(report: dict[str, object]) -> list[str]:
    found = report["findings"]
    assert isinstance(found, list)
    places = [each["location"] for each in found if each["policy"] == "FG-SRC-001"]
    return [f"{place['path']}:{place['line']}:{place['column']}" for place in places]


@pytest.mark.parametrize(("content", "position"), BROKEN.values(), ids=BROKEN)
def test_a_broken_document(run: Runner, content: str, position: str) -> None:
    code, report = scan(run, f"{content}---\n{POD}")
    assert (code, status(report)) == (1, "broken")
    assert errors(report) == [f"hostile.yaml:{position}"]
    assert judged(report, "hostile.yaml") == ["Pod/a"]
    assert judged(report, "other.yaml") == ["Pod/other"]


@pytest.mark.parametrize("content", WHOLE_FILE.values(), ids=WHOLE_FILE)
def test_a_file_that_is_no_text(run: Runner, content: bytes) -> None:
    code, report = scan(run, content)
    assert (code, status(report)) == (1, "broken")
    assert errors(report) == ["hostile.yaml:1:1"]
    assert judged(report, "other.yaml") == ["Pod/other"]


@pytest.mark.parametrize(("content", "addresses"), ODD.values(), ids=ODD)
def test_an_odd_file_is_judged(run: Runner, content: str | bytes, addresses: list[str]) -> None:
    code, report = scan(run, content)
    assert (code, errors(report)) == (0, [])
    assert status(report) == ("judged" if addresses else "other")
    if "containers" in str(content) or isinstance(content, bytes):
        assert judged(report, "hostile.yaml") == addresses
    assert judged(report, "other.yaml") == ["Pod/other"]
