"""What the event that started the workflow says; its strings are a stranger's: only hashes and numbers are taken."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True)
class Event:
    """``base`` and ``head`` are commits, empty where there are none; ``number`` is the pull request's."""

    name: str
    number: int | None = None
    base: str = ""
    head: str = ""
    from_fork: bool = False

    @property
    def only_reads(self) -> bool:
        """Whether the token of the job only reads, whatever the workflow says: for a stranger's pull request."""
        return self.from_fork and self.name == "pull_request"


def event() -> Event:
    name = os.environ.get("GITHUB_EVENT_NAME", "")
    payload = _payload()
    if name == "merge_group":
        group = _part(payload, "merge_group")
        return Event(name, base=_commit(group.get("base_sha")), head=_commit(group.get("head_sha")))
    request = _part(payload, "pull_request")
    number = request.get("number")
    if name not in ("pull_request", "pull_request_target") or not isinstance(number, int):
        return Event(name)
    base, head = _part(request, "base"), _part(request, "head")
    # The repository of the head is null where the fork is deleted.
    theirs, ours = _part(head, "repo").get("full_name"), _part(base, "repo").get("full_name")
    return Event(name, number, _commit(base.get("sha")), _commit(head.get("sha")), theirs is None or theirs != ours)


def _payload() -> dict[str, Any]:
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    if not path or not Path(path).is_file():
        return {}
    found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    return found if isinstance(found, dict) else {}


def _part(of: dict[str, Any], key: str) -> dict[str, Any]:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def _commit(value: object) -> str:
    return value if isinstance(value, str) and _HASH.fullmatch(value) else ""
