"""GitHub's interface, by ``gh``, which every hosted runner has."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any

from runner import program

_SECONDS = 60
_STATUS = re.compile(r"\(HTTP (\d{3})\)")


class RequestError(Exception):
    """The request failed; ``status`` is that of HTTP, 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def call(*arguments: str, body: dict[str, Any] | None = None) -> list[Any]:
    """Return the JSON documents that ``gh api`` answers with, one a page."""
    gh = program("gh")
    if gh is None:
        raise RequestError("gh, the command of GitHub, is not installed on this runner")
    command = [gh, "api", *arguments, *(() if body is None else ("--input", "-"))]
    try:
        done = subprocess.run(
            command,
            env=_environment(),
            cwd=os.environ["RUNNER_TEMP"],
            input=b"" if body is None else json.dumps(body).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RequestError(f"no answer within {_SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        status = _STATUS.search(said)
        raise RequestError(said.partition("\n")[0] or "gh failed", int(status[1]) if status else 0)
    return _documents(done.stdout.decode("utf-8", "replace"))


def _documents(text: str) -> list[Any]:
    """Return the documents of a text; gh writes those of several pages behind each other."""
    decoder, found, text = json.JSONDecoder(), [], text.strip()
    while text:
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:].lstrip()
    return found


def _environment() -> dict[str, str]:
    """Return the environment of gh, whose token has another name where the server is a company's own."""
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com").partition("://")[2]
    environment = {**os.environ, "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
    token = environment.pop("TOKEN", "")
    environment.pop("GITHUB_TOKEN", None)
    name = "GH_TOKEN" if server == "github.com" or server.endswith(".ghe.com") else "GH_ENTERPRISE_TOKEN"
    return {**environment, name: token, "GH_HOST": server}
