"""Whether the triggers of a GitHub workflow cover every pull request that changes what is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from finops_guard.maturity.pipelines.reading import fields_of, strings_of
from finops_guard.values import Value

# What branches are called that everything is merged into: a repository does not say which one that is.
_MAIN = ("main", "master", "trunk", "develop", "development", "dev", "default", "production", "prod", "live")
MAX_PATTERN = 200
MAX_STARS = 8


def uncovered(on: Value | None, judged: Sequence[str], *, after_merges: bool = False) -> str:
    """Return why a workflow does not run on every pull request that changes what is judged; empty where it does.

    ``after_merges``: to run on every push to the branch of all merges is as good.
    """
    events = {name: Value(None) for name in strings_of(on)} | dict(fields_of(on))
    if after_merges and "push" in events and not _left_out(events["push"], judged):
        tags = strings_of(events["push"].get("tags"))
        return "" if not tags or strings_of(events["push"].get("branches")) else "it runs only on tags"
    if "merge_group" in events:
        return _left_out(events["merge_group"], judged)
    if "pull_request" in events:
        return _left_out(events["pull_request"], judged)
    if "pull_request_target" in events:
        return "it runs on pull_request_target, which checks out the state before the change"
    return "it runs on pushes, not on pull requests" if "push" in events else "it does not run on pull requests"


def _left_out(event: Value, judged: Sequence[str]) -> str:
    types = strings_of(event.get("types"))
    if types and not {"opened", "synchronize"} <= set(types) and "checks_requested" not in types:
        return f"it runs only on these events of a pull request: {', '.join(types[:5])}"
    into, ignored = strings_of(event.get("branches")), strings_of(event.get("branches-ignore"))
    if into and not covers_main(into):
        return f"it runs only on pull requests into {', '.join(into[:5])}"
    if any_main(ignored):
        return f"it does not run on pull requests into {', '.join(ignored[:5])}"
    paths, left = strings_of(event.get("paths")), strings_of(event.get("paths-ignore"))
    for path in judged:
        if (paths and not chosen(paths, path)) or chosen(left, path):
            return f"its paths leave out {path}"
    return ""


def covers_main(patterns: Sequence[str]) -> bool:
    """Tell whether branches have one among them that everything is merged into."""
    return any(chosen(patterns, name) for name in _MAIN) or "$default-branch" in patterns


def any_main(patterns: Sequence[str]) -> bool:
    """Tell whether patterns leave out a branch that everything is merged into."""
    return any(chosen(patterns, name) for name in _MAIN[:2])


def chosen(patterns: Sequence[str], name: str) -> bool:
    """Tell whether a filter takes a name: the last pattern that matches decides, ``!`` takes it out again."""
    taken = False
    for pattern in patterns:
        expression = _expression(pattern.removeprefix("!"))
        if expression is not None and expression.fullmatch(name):
            taken = not pattern.startswith("!")
    return taken


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str] | None:
    """Return a filter pattern as an expression; None where it is none, or could take long."""
    if len(pattern) > MAX_PATTERN or pattern.count("*") > MAX_STARS:
        return None
    # GitHub: * is anything but a slash, ** is anything, ? and + repeat the character before, [] is one of several.
    parts = re.findall(r"\*\*/|\*\*|\*|\[[A-Za-z0-9-]+\]|.", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "?", "+": "+"}
    text = "".join(
        known.get(part) or (part if part.startswith("[") and len(part) > 1 else re.escape(part)) for part in parts
    )
    try:
        return re.compile(text)
    except re.error:
        return None
