"""A ``gh`` that answers for GitHub from a file, and records what it was asked for."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PAGE = 100


def main(arguments: list[str]) -> int:
    here = Path(os.environ["FAKE_GITHUB"])
    body = json.loads(sys.stdin.buffer.read()) if "--input" in arguments else None
    names = ("GH_TOKEN", "GH_ENTERPRISE_TOKEN", "GH_HOST")
    call = {"arguments": arguments, "body": body, "environment": {name: os.environ.get(name) for name in names}}
    with (here / "calls").open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")
    state = json.loads((here / "github.json").read_text(encoding="utf-8"))
    method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
    path = next(each for each in arguments[1:] if "/" in each or each == "graphql")
    kind = "graphql" if path == "graphql" else f"{method} {path.rsplit('/', 1)[1].partition('?')[0]}"
    kind = "PATCH" if method == "PATCH" else kind
    if kind in state["refused"]:
        status, message = state["refused"][kind]
        sys.stderr.write(f"gh: {message} (HTTP {status})\n")
        return 1
    if kind == "graphql":
        _pages(state["comments"])
    elif kind == "PATCH":
        (found,) = (each for each in state["comments"] if each["id"] == int(path.rsplit("/", 1)[1]))
        found["body"] = body["body"]
        sys.stdout.write(json.dumps(found))
    elif kind == "POST comments":
        state["comments"].append({"id": 1000 + len(state["comments"]), "mine": True, "body": body["body"]})
        sys.stdout.write(json.dumps(state["comments"][-1]))
    else:
        sys.stdout.write("[]")
    (here / "github.json").write_text(json.dumps(state), encoding="utf-8")
    return 0


def _pages(comments: list[dict]) -> None:
    pages = [comments[at : at + PAGE] for at in range(0, len(comments), PAGE)] or [[]]
    for page in pages:
        nodes = [{"databaseId": each["id"], "body": each["body"], "viewerDidAuthor": each["mine"]} for each in page]
        answer = {"data": {"repository": {"pullRequest": {"comments": {"nodes": nodes, "pageInfo": {}}}}}}
        sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
