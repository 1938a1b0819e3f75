"""Stand-ins for formats and options of ``scan`` that the action uses and that this tree does not have (yet)."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_NAME = ["default"]


def _markdown(report: Any, _options: Any) -> str:
    verdict = "Failed" if report.failed else "Passed"
    return f"<!-- finops-guard: {_NAME[0]} -->\n## {verdict}\n\n{len(report.findings)} findings.\n"


def _github(report: Any, _options: Any) -> str:
    def escaped(text: str) -> str:
        for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
            text = text.replace(character, code)
        return text

    return "".join(
        f"::error file={escaped(each.location.path)},line={each.location.line}::{escaped(each.message)}\n"
        for each in report.findings
    )


_FORMATS = {
    "markdown": _markdown,
    "github": _github,
    "sarif": lambda _report, _options: '{"version": "2.1.0", "runs": []}\n',
    "html": lambda _report, _options: "<!doctype html>\n",
    "junit": lambda _report, _options: "<testsuites/>\n",
    "gitlab": lambda _report, _options: "[]\n",
    "csv": lambda _report, _options: "policy\n",
    "jsonl": lambda _report, _options: "{}\n",
}


def complete(arguments: list[str]) -> list[str]:
    """Add the formats that are missing, and return the arguments without options that are."""
    from finops_guard.reporters import REPORTERS

    for name, render in _FORMATS.items():
        if name not in REPORTERS:
            module = ModuleType(f"not_there_yet_{name}")
            module.render = render
            sys.modules[module.__name__] = module
            REPORTERS[name] = module.__name__
    from finops_guard.cli.scan import command

    known = {option for parameter in command.params for option in parameter.opts}
    missing = {"--comment-name", "--link-base", "--changed-only", "--baseline"} - known
    kept = []
    for each in arguments:
        option, _, value = each.partition("=")
        if option not in missing:
            kept.append(each)
        elif option == "--comment-name":
            _NAME[0] = value
    return kept
