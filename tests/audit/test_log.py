"""The audit log: every way to change it shows, and appends neither lose nor mix records."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard.audit.log import START, follow, next_line, record_of
from finops_guard.cli.audit.logfile import append
from finops_guard.digest import sha256_hex
from finops_guard.errors import UsageError
from finops_guard.reporters.plain import line

REPORT = {
    "version": "report-v1",
    "tool": {"name": "finops-guard", "version": "1.2.3"},
    "settings": {"profile": "walk", "as_of": "2026-01-01"},
    "summary": {"failed": True, "blocking": 2, "suppressed": 1},
    "digests": {"policies": "aa"},
}


def record(**changes: object) -> bytes:
    return json.dumps({**REPORT, **changes}).encode()


def log(count: int = 5) -> list[bytes]:
    lines: list[bytes] = []
    for number in range(count):
        made = record_of(record(number=number), "r.json", f"person {number}")
        lines.append(next_line(made, follow(lines))[0].encode())
    return lines


def rewritten(lines: list[bytes], at: int) -> list[bytes]:
    """Return a log in which a record says something else, and has the hash of that."""
    changed = json.loads(lines[at])
    changed["verdict"] = "passed"
    del changed["hash"]
    changed["hash"] = sha256_hex(line(changed))
    return [*lines[:at], f"{line(changed)}\n".encode(), *lines[at + 1 :]]


def edited(old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [*lines[:2], lines[2].replace(old, new), *lines[3:]]


DAMAGE: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int, str]] = {
    "a verdict is edited": (edited(b'"failed"', b'"passed"'), 3, "changed"),
    "an actor is edited": (edited(b"person 2", b"person 3"), 3, "changed"),
    "a key is added": (edited(b'{"version"', b'{"note":1,"version"'), 3, "changed"),
    "a key is there twice": (edited(b'"blocking":2', b'"blocking":0,"blocking":2'), 3, "changed"),
    "blanks are put in": (edited(b'"blocking":', b'"blocking": '), 3, "changed"),
    "the line has another end": (lambda lines: [*lines[:2], lines[2][:-1] + b"\r\n", *lines[3:]], 3, "changed"),
    "a hash is edited": (lambda lines: [lines[0][:-4] + b'0"}\n', *lines[1:]], 1, "changed"),
    "a record and its hash are written anew": (lambda lines: rewritten(lines, 2), 4, "does not follow"),
    "the first is removed": (lambda lines: lines[1:], 1, "does not follow"),
    "one is removed": (lambda lines: [*lines[:2], *lines[3:]], 3, "does not follow"),
    "two are swapped": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2, "does not follow"),
    "one is there twice": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, "does not follow"),
    "one of another log is put in": (lambda lines: [*lines[:2], *log(1), *lines[2:]], 3, "does not follow"),
    "an empty line is put in": (lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "no JSON"),
    "a list is put in": (lambda lines: [*lines[:2], b"[]\n", *lines[2:]], 3, "no record"),
    "nonsense is put in": (lambda lines: [*lines[:2], b'\xff\x00{"\n', *lines[2:]], 3, "no JSON"),
    "depth is put in": (lambda lines: [*lines[:2], b"[" * 30_000 + b"\n", *lines[2:]], 3, "no JSON"),
    "length is put in": (lambda lines: [*lines[:2], b"1" * 70_000 + b"\n", *lines[2:]], 3, "longer"),
    "the last one is cut": (lambda lines: [*lines[:4], lines[4][:-20]], 5, "not written to its end"),
    "the last end is missing": (lambda lines: [*lines[:4], lines[4][:-1]], 5, "not written to its end"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_where_it_is(name: str, run: Runner) -> None:
    damage, number, problem = DAMAGE[name]
    run.write("log", b"".join(damage(log())))
    found = run("audit", "verify", "log")
    assert (found.code, found.err) == (1, "")
    assert found.out.startswith(f"log: line {number}: ")
    assert problem in found.out


def test_a_log_that_holds(run: Runner) -> None:
    lines = log()
    run.write("log", b"".join(lines))
    head = json.loads(lines[-1])["hash"]
    assert run("audit", "verify", "log").out == f"log: 5 records hold, hash {head}\n"
    since = run("audit", "verify", "log", "--expect-head", json.loads(lines[2])["hash"])
    assert (since.code, since.out) == (0, f"log: 5 records hold, 2 since the expected one, hash {head}\n")


@pytest.mark.parametrize("kept", [lambda lines: lines[:3], lambda lines: rewritten(lines, 4), lambda _: []])
def test_what_only_a_kept_hash_shows(kept: Callable[[list[bytes]], list[bytes]], run: Runner) -> None:
    lines = log()
    head = json.loads(lines[-1])["hash"]
    run.write("log", b"".join(kept(lines)))
    assert run("audit", "verify", "log").code == 0
    found = run("audit", "verify", "log", "--expect-head", head)
    assert (found.code, found.out) == (1, f"log: no record has the hash {head}: the log was cut off or written anew\n")


def test_append_makes_and_continues_a_log(run: Runner) -> None:
    run.write("r.json", record())
    for number in (1, 2, 3):
        assert run("audit", "log", "r.json", "--log", "kept/log", "--actor", "ci").out.startswith(
            f"kept/log: record {number}, hash "
        )
    records = [json.loads(each) for each in Path("kept/log").read_text().splitlines()]
    assert [each["sequence"] for each in records] == [1, 2, 3]
    assert records[0]["previous"] == START
    assert (records[2]["verdict"], records[2]["as_of"], records[2]["actor"]) == ("failed", "2026-01-01", "ci")
    assert records[1]["report"] == sha256_hex(record().decode())
    assert run("audit", "verify", "kept/log").code == 0


def test_what_an_interrupted_append_left_is_replaced_and_told(run: Runner) -> None:
    lines = log(3)
    run.write("r.json", record())
    run.write("log", b"".join([*lines[:2], lines[2][:50]]))
    assert "record 3" in run("audit", "log", "r.json", "--log", "log").out
    found = Path("log").read_bytes().splitlines(keepends=True)
    assert found[:2] == lines[:2]
    assert json.loads(found[2])["replaces_fragment"] == sha256_hex(lines[2][:50].decode())
    assert run("audit", "verify", "log").code == 0


def test_a_record_that_lacks_only_its_end_is_kept(run: Runner) -> None:
    lines = log(3)
    run.write("r.json", record())
    run.write("log", b"".join(lines)[:-1])
    assert run("audit", "verify", "log").code == 1
    assert "record 4" in run("audit", "log", "r.json", "--log", "log").out
    found = Path("log").read_bytes().splitlines(keepends=True)
    assert found[:3] == lines
    assert "replaces_fragment" not in json.loads(found[3])
    kept = run("audit", "verify", "log", "--expect-head", json.loads(lines[2])["hash"])
    assert (kept.code, "1 since the expected one" in kept.out) == (0, True)


OTHERS = {
    "a note": b"no line end",
    "a report": record(),
    "nothing but zeros": b"\0" * 80,
    "the record of another place": log(1)[0][:-1],
    "a record that was edited": log(3)[2][:-1].replace(b'"failed"', b'"passed"'),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_no_append_left_is_not_written_over(name: str, run: Runner) -> None:
    before = (b"" if "report" in name or "note" in name else b"".join(log(2))) + OTHERS[name]
    run.write("r.json", record())
    run.write("log", before)
    found = run("audit", "log", "r.json", "--log", "log")
    assert (found.code, found.out) == (2, "")
    assert Path("log").read_bytes() == before
    assert run("audit", "verify", "log").code == 1


def test_a_broken_log_is_not_continued(run: Runner) -> None:
    run.write("r.json", record())
    broken = b"".join(log()[1:])
    run.write("log", broken)
    found = run("audit", "log", "r.json", "--log", "log")
    assert found.code == 2
    assert "log: line 1: it does not follow" in found.err
    assert Path("log").read_bytes() == broken


def test_nothing_is_written_through_links(run: Runner) -> None:
    run.write("r.json", record())
    run.write("elsewhere/target", b"")
    Path("log").symlink_to("elsewhere/target")
    Path("linked").symlink_to("elsewhere")
    for path in ("log", "linked/log", "elsewhere"):
        assert run("audit", "log", "r.json", "--log", path).code == 2
    assert Path("elsewhere/target").read_bytes() == b""
    assert not Path("elsewhere/log").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b"[]",
        record(version="report-v2"),
        record(summary=None),
        record(recorded={"commit": 1}),
    ],
)
def test_what_is_no_report_is_not_logged(content: bytes, run: Runner) -> None:
    run.write("r.json", content)
    found = run("audit", "log", "r.json", "--log", "log")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("error: r.json ")
    assert not Path("log").exists()


def test_hostile_strings_stay_in_their_line(run: Runner) -> None:
    run.write("r.json", record(tool={"version": '1\n{"x":1}\u2028\x1b[31m'}))
    found = run("audit", "log", "r.json", "--log", "log", "--actor", "a\nb\x1b]0;x\x07\udcff ::error::")
    assert found.code == 0
    assert json.loads(Path("log").read_text())["actor"] == "a<U+000A>b<U+001B>]0;x<U+0007><U+DCFF> ::error::"
    text = Path("log").read_bytes()
    assert (text.count(b"\n"), text.isascii(), b"\x1b" in text) == (1, True, False)
    assert run("audit", "verify", "log").code == 0


def _appending(path: str, name: str, ready: Barrier) -> None:
    ready.wait()
    for _ in range(40):
        append(path, record_of(record(), "r.json", name))


def test_appends_at_the_same_time(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(4)
    writers = [spawn.Process(target=_appending, args=(path, f"writer {number}", ready)) for number in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    with (tmp_path / "log").open("rb") as file:
        chain = follow(file)
    assert (chain.records, chain.problem) == (160, "")
    with pytest.raises(UsageError):
        append(str(tmp_path), {})
