"""One policy for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from finops_guard.findings import Severity
from finops_guard.policy.model import Policy, Profile
from finops_guard.reference.entries import Entry, written, yaml_text
from finops_guard.reporters.styling import Style, neutralise

MAX_WIDTH = 100


def explained(entry: Entry, style: Style, width: int) -> str:
    """Return what a policy asks for, why, and how to fix a finding."""
    return "\n\n".join(_everyday(entry, style, min(width, MAX_WIDTH)))


def shown(entry: Entry, style: Style, width: int) -> str:
    """Return what there is to know about a policy: also what it is about, and where it comes from."""
    width = min(width, MAX_WIDTH)
    whole = [*_everyday(entry, style, width), *_rest(entry, style, width)]
    return "\n\n".join(whole)


def _everyday(entry: Entry, style: Style, width: int) -> Iterator[str]:
    policy = entry.policy
    yield _heading(style, f"{policy.id} {policy.name}")
    yield _paragraphs(policy.title, width)
    yield (
        f"{_heading(style, 'Severity')}    {severity(policy)}\n"
        f"{_heading(style, 'Capability')}  {_harmless(policy.capability)}"
    )
    yield _section(style, "Why", _paragraphs(policy.description, width))
    yield _section(style, "How to fix it", _paragraphs(policy.remediation, width))
    parameters = textwrap.indent(yaml_text(policy.parameters, width - 2), "  ")
    yield _section(style, "Checks", _harmless(f"{policy.check_name}:\n{parameters}"))
    if policy.equivalents:
        names = [f"{tool}: {', '.join(known)}" for tool, known in policy.equivalents.items()]
        yield _section(style, "The same elsewhere", "\n".join(map(_harmless, names)))
    if policy.references:
        yield _section(style, "See also", "\n".join(map(_harmless, policy.references)))


def _rest(entry: Entry, style: Style, width: int) -> Iterator[str]:
    policy = entry.policy
    match = {"providers": list(entry.providers) or "all", **written(entry.file.data["match"])}
    yield _section(style, "Applies to", _harmless(yaml_text(match, width)))
    if entry.judging:
        yield _section(style, "Judges", _harmless(yaml_text(entry.judging, width)))
    if policy.message:
        yield _section(style, "Message", _paragraphs(policy.message, width))
    origin = f"ships with finops-guard ({policy.path})" if policy.bundled else policy.path
    state = (
        f"{policy.severity} in this profile" if entry.active else "not asked for by the configuration or the profile"
    )
    yield f"{_heading(style, 'From')}  {_harmless(origin)}\n{_heading(style, 'Here')}  {state}"


def severity(policy: Policy) -> str:
    """Return in words how severe a policy is, and from which profile on."""
    text = policy.declared_severity.value
    if policy.declared_severity is Severity.ERROR:
        text += f", blocks from profile {policy.blocks_from}"
    if policy.applies_from is not Profile.CRAWL:
        text += f", applies from profile {policy.applies_from}, or where it is named"
    return text


def _section(style: Style, title: str, body: str) -> str:
    return f"{_heading(style, title)}\n{body}"


def _heading(style: Style, text: str) -> str:
    return style.paint(_harmless(text), "strong")


def _paragraphs(text: str, width: int) -> str:
    return _harmless("\n".join(textwrap.fill(part, width) for part in text.strip().split("\n\n")))


def _harmless(text: str) -> str:
    return "\n".join(neutralise(line, 2_000) for line in text.split("\n"))
