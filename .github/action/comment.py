"""The comment on the pull request: one a name, written anew where it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from event import event
from github_api import RequestError, call
from runner import choice, note

# A stranger may write the marker into a comment, too: only what this very token wrote is its own.
_QUERY = """
query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $endCursor) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""
_MARKER = re.compile(r"<!-- finops-guard\b[^\r\n]* -->")
_REFUSED = (401, 403, 404)


def step() -> int:
    wanted = choice("comment", "true", "false", "auto")
    happened = event()
    if wanted == "false":
        return 0
    if happened.number is None:
        if wanted == "true":
            note("There is no comment: the workflow was not started by a pull request.")
        return 0
    if happened.only_reads and wanted == "auto":
        note(
            "There is no comment: the pull request comes from a fork, so the token of this run only reads. The summary "
            "and the annotations tell the same."
        )
        return 0
    try:
        print(_comment(happened.number, only_if_useful=(wanted == "auto")))
    except RequestError as failure:
        hint = " The job needs `permissions: pull-requests: write`." if failure.status in _REFUSED else ""
        note(f"The comment could not be written: {failure}.{hint}", "warning" if wanted == "true" else "notice")
    return 0


def _comment(number: int, *, only_if_useful: bool) -> str:
    body = Path(os.environ["MARKDOWN"]).read_text(encoding="utf-8")
    marker = body.partition("\n")[0].rstrip()
    if not _MARKER.fullmatch(marker):
        raise RequestError("the report has no marker, by which it would be found again")
    repository = os.environ["GITHUB_REPOSITORY"]
    before = _earlier(repository, number, marker)
    if before is not None:
        call("--method", "PATCH", f"repos/{repository}/issues/comments/{before}", body={"body": body})
        return f"The comment {before} is up to date."
    if only_if_useful and not _is_useful():
        return "There is nothing to say in a comment."
    (written,) = call("--method", "POST", f"repos/{repository}/issues/{number}/comments", body={"body": body})
    return f"The comment {written['id']} is new."


def _is_useful() -> bool:
    """Tell whether a first comment has something to say: a finding, or what the change costs or saves."""
    findings = os.environ["NEW_FINDINGS"] or os.environ["FINDINGS"]
    return os.environ["VERDICT"] != "passed" or findings != "0" or os.environ["DELTA"] not in ("", "0")


def _earlier(repository: str, number: int, marker: str) -> int | None:
    """Return the comment that an earlier run wrote for the same name."""
    owner, _, name = repository.partition("/")
    arguments = ["-f", f"query={_QUERY}", "-f", f"owner={owner}", "-f", f"name={name}", "-F", f"number={number}"]
    for page in call("graphql", "--paginate", *arguments):
        for node in _nodes(page):
            if node["viewerDidAuthor"] and node["body"].partition("\n")[0].rstrip() == marker:
                return int(node["databaseId"])
    return None


def _nodes(page: Any) -> list[Any]:
    try:
        found = page["data"]["repository"]["pullRequest"]["comments"]["nodes"]
    except (KeyError, TypeError):
        raise RequestError("the answer has no comments in it") from None
    return [node for node in found if node]
