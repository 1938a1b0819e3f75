"""The audit log: a JSON object a line, each with the hash of the one before, so that later changes show.

A line is as :func:`finops_guard.reporters.plain.line` writes it; its ``hash`` is the SHA-256 digest of the same object
without it. Whoever may write the file can write it anew from any line on: that shows against a hash which was kept
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import DecodeError, Struct, ValidationError, convert, json

from finops_guard.audit.documents import document
from finops_guard.digest import digest, sha256_hex
from finops_guard.errors import UsageError
from finops_guard.reporters.json import VERSION as REPORT
from finops_guard.reporters.plain import Record, line
from finops_guard.reporters.styling import neutralise

VERSION = "audit-log-v1"
START = "0" * 64
MAX_LINE = 64 * 1024

_CHANGED = "it was changed: its hash is not that of its content"


class Chain(Struct, frozen=True):
    """What a log is, as far as it holds: how many records, the hash of the last one, and the first line that is wrong.

    ``expected`` is the number of the record that has the hash which was expected, 0 where none has. ``fragment`` are
    the bytes of the next record, as far as it was written.
    """

    records: int = 0
    head: str = START
    broken: int = 0
    problem: str = ""
    expected: int = 0
    fragment: bytes = b""


def follow(lines: Iterable[bytes], expected: str = "") -> Chain:
    """Return what a log is, given its lines with their ends; a head that is ``expected`` is looked for."""
    head, number, found = START, 0, 0
    for number, text in enumerate(lines, 1):
        if not text.endswith(b"\n") and _begins(text, number, head):
            return Chain(number - 1, head, number, "it is not written to its end", found, text)
        record, problem = _read(text)
        if not problem and (record["previous"] != head or record["sequence"] != number):
            problem = "it does not follow the line before: lines were removed, put in, or moved"
        if problem:
            return Chain(number - 1, head, number, problem, found)
        head = str(record["hash"])
        if head == expected:
            found = number
    return Chain(number, head, expected=found)


def _begins(text: bytes, number: int, head: str) -> bool:
    """Tell whether a text is how the record of that number begins: an append left it, and nobody else's file it is."""
    start = line({"version": VERSION, "sequence": number, "previous": head})[:-1].encode()
    return (text.startswith(start) or start.startswith(text)) and _read(text + b"\n")[1] != _CHANGED


def completed(chain: Chain) -> Chain:
    """Return what a log is once its last line ends, where that is all that is missing of a record; else as it is."""
    record, problem = _read(chain.fragment + b"\n")
    return chain if problem else Chain(chain.records + 1, str(record["hash"]))


def _read(text: bytes) -> tuple[Record, str]:
    """Return one record, and what is wrong with it by itself."""
    if len(text) > MAX_LINE:
        return {}, f"it is longer than {MAX_LINE:,} bytes"
    try:
        record = json.decode(text)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        return {}, "it is no JSON"
    if not isinstance(record, dict) or not record.keys() >= {"sequence", "previous", "hash"}:
        return {}, "it is no record of an audit log"
    said = record.pop("hash")
    if said != sha256_hex(line(record)) or f"{line({**record, 'hash': said})}\n".encode() != text:
        return {}, _CHANGED
    return {**record, "hash": said}, ""


def next_line(record: Record, chain: Chain) -> tuple[str, str]:
    """Return the line that adds a record to a log, and its hash; it has the digest of a fragment that it replaces."""
    found: Record = {"version": VERSION, "sequence": chain.records + 1, "previous": chain.head, **record}
    if chain.fragment:
        found["replaces_fragment"] = digest("sha256", chain.fragment).hex()
    head = sha256_hex(line(found))
    return f"{line({**found, 'hash': head})}\n", head


class _Tool(Struct, frozen=True):
    version: str


class _Settings(Struct, frozen=True):
    profile: str
    as_of: str | None = None


class _Summary(Struct, frozen=True):
    failed: bool
    blocking: int
    suppressed: int


class _Options(Struct, frozen=True):
    as_of: str = ""


class _Recorded(Struct, frozen=True):
    commit: str | None
    uncommitted: tuple[str, ...]
    options: _Options


class _Report(Struct, frozen=True):
    version: str
    tool: _Tool
    settings: _Settings
    summary: _Summary
    digests: dict[str, str]
    recorded: _Recorded | None = None


def record_of(report: bytes, name: str, actor: str = "") -> Record:
    """Return what the log tells of a report (report-v1); raise UsageError where it is none.

    ``actor`` is who adds it, as they say; nothing is asked of the system.
    """
    try:
        found = convert(document(report), _Report)
    except ValidationError as failure:
        raise UsageError(f"{name} is no report of finops-guard scan --format json: {failure}") from None
    except (ValueError, RecursionError) as failure:
        raise UsageError(f"{name} is no JSON object: {failure}") from None
    if found.version != REPORT:
        raise UsageError(f"{name} is of the format {found.version}, not {REPORT}")
    recorded = found.recorded
    as_of = found.settings.as_of or (recorded.options.as_of if recorded is not None else "")
    return {
        "report": digest("sha256", report).hex(),
        "verdict": "failed" if found.summary.failed else "passed",
        "blocking": found.summary.blocking,
        "suppressed": found.summary.suppressed,
        "commit": recorded.commit if recorded is not None else None,
        "uncommitted": len(recorded.uncommitted) if recorded is not None else None,
        "as_of": as_of or None,
        "profile": found.settings.profile,
        "policies": found.digests.get("policies"),
        "tool": found.tool.version,
        "actor": neutralise(actor) or None,
    }
