"""Tag policies of AWS Organizations as policies of the check ``tags``.

AWS finds a tag noncompliant whose key has another capitalisation or whose value is none of the allowed ones; a resource
without the tag is compliant, except for the types of ``report_required_tag_for``. For the types of ``enforced_for`` AWS
prevents what is noncompliant: an error here; elsewhere it is reported: a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from finops_guard.errors import Problem, UsageError
from finops_guard.importing import aws_types
from finops_guard.importing.aws_merging import EffectiveTag, Merged, merge
from finops_guard.importing.json_file import Node
from finops_guard.importing.wildcards import allowed
from finops_guard.importing.written import Imported, shown, slug, title, written

_REFERENCE = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_tag-policies.html"


def imported(policies: Sequence[Node], prefix: str, taken: Collection[str] = ()) -> Imported:
    """Return the policies that tag policies amount to, given from the organization's root downwards.

    Raise UsageError with everything in the files that is not understood.
    """
    merged = merge(policies)
    for tag in merged.tags.values():
        merged.problems += _wrong_values(tag)
    if merged.problems:
        raise UsageError(merged.problems)
    made = [policy for tag in merged.tags.values() for policy in _policies(tag, merged)]
    return written(made, prefix, taken, merged.notes, "a tag policy of AWS Organizations")


def _policies(tag: EffectiveTag, merged: Merged) -> Iterator[dict[str, Any]]:
    check = _spelt(tag)
    enforced = _types(tag, "enforced_for", merged.notes)
    name = f"tag-{slug(tag.key) or 'key'}"
    what = f"The tag {shown(tag.key)}, where it is there, is spelt so" + (
        " and has an allowed value" if tag.values else ""
    )
    elsewhere: dict[str, Any] = {"resources": "taggable"}
    if check and enforced:
        yield _policy(f"{name}-enforced", what, "error", {"resources": enforced}, check)
        elsewhere["unless"] = {"resources": enforced}
    if check:
        yield _policy(name, what, "warning", elsewhere, check)
    required = _types(tag, "report_required_tag_for", merged.notes)
    if required:
        what = f"Resources that the tag policy names carry the tag {shown(tag.key)}"
        yield _policy(f"{name}-required", what, "error", {"resources": required}, {"required": {tag.key: {}}})


def _policy(name: str, what: str, severity: str, match: dict[str, Any], check: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "title": title(what),
        "description": (
            "The tag policy of the organization says so. Reports of cost tell keys and values apart by their spelling: "
            "what is spelt otherwise is missing in them. Unlike AWS, an empty value counts as none where the tag is "
            "required."
        ),
        "severity": severity,
        "capability": "Allocation",
        "providers": ["aws"],
        "match": match,
        "check": {"tags": check},
        "remediation": "Write the key and the value as the organization's tag policy has them.",
        "references": [_REFERENCE],
    }


def _spelt(tag: EffectiveTag) -> dict[str, Any]:
    """Return the check of a tag that may be absent: its value, and no other capitalisation of its key."""
    check: dict[str, Any] = {}
    value = allowed(list(tag.values)) if tag.values else {}
    if value:
        check["optional"] = {tag.key: value}
    others = _other_spellings(tag.key)
    if others:
        check["forbidden"] = others
    return check


def _other_spellings(key: str) -> list[str]:
    """Return the capitalisations of a key that people write: all of them would be too many."""
    spellings = {
        key.lower(),
        key.upper(),
        key.capitalize(),
        key.title(),
        key[:1].upper() + key[1:],
        key[:1].lower() + key[1:],
    }
    return sorted(spellings - {key})


def _types(tag: EffectiveTag, setting: str, notes: list[Problem]) -> list[str]:
    """Return the Terraform types of a setting; what has none becomes a note."""
    found: set[str] = set()
    for name, place in tag.lists[setting].items():
        types = aws_types.types(name)
        found.update(types)
        if not types:
            notes.append(place.problem(f'no Terraform type with tags is known for "{name[:80]}": it is not imported'))
    return sorted(found)


def _wrong_values(tag: EffectiveTag) -> Iterator[Problem]:
    for value, place in tag.values.items():
        if value.count("*") > 1:
            yield place.problem(f'"{value[:80]}" has more than one *', "a tag policy takes one a value")
    for setting in ("enforced_for", "report_required_tag_for"):
        for name, place in tag.lists[setting].items():
            service, colon, type_ = name.partition(":")
            if not colon or not service or not type_ or "*" in service:
                yield place.problem(
                    f'"{name[:80]}" is no resource type', "write service:type, or service:ALL_SUPPORTED"
                )
