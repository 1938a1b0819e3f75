"""Write the list of what finops-guard depends on, with licences, into ``docs/dependencies.md``.

    python -m tools.dependencies

What is asked for directly, and why, is what pyproject.toml says; the rest, and all licences, are what the installed
packages say of themselves. A test fails while the page is not what they say, or a licence is not one of ``ALLOWED``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires
from pathlib import Path

from msgspec import Struct
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.pages import DOCS, renewed, table

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
PAGE = DOCS / "dependencies.md"
DIRECT, INDIRECT = "direct", "indirect"
EXTRAS = ("billing", "cel", "regex")  # what users may ask for; test is for developers
# Licences that let anybody use finops-guard as the Apache License 2.0 does. The Mozilla one asks for the source of its
# own files, where they are changed.
ALLOWED = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT", "MPL-2.0", "PSF-2.0"})

_LINE = re.compile(r'\s*"(?P<requirement>[^"]+)",(?:\s*# (?P<reason>.+))?')
# What packages call their licence that do not use the names of SPDX yet.
_NAMES = {
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
}


class Direct(Struct, frozen=True):
    """One requirement of pyproject.toml: which extra asks for it (``""``: always), and why."""

    name: str
    versions: str
    extra: str
    reason: str


def main() -> int:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


def page() -> str:
    """Return the page as it must be."""
    text = renewed(PAGE.read_text(encoding="utf-8"), DIRECT, direct_table())
    rows = [(_link(name), ", ".join(by), licence_of(name)) for name, by in indirect().items()]
    return renewed(text, INDIRECT, table(("package", "needed by", "licence"), rows))


def direct_table() -> str:
    """Return the table of what is asked for directly."""
    rows = [
        (_link(each.name), f"`{each.versions}`", f"`{each.extra}`" if each.extra else "always", each.reason,
         licence_of(each.name))
        for each in direct()
    ]  # fmt: skip
    return table(("package", "versions", "extra", "for", "licence"), rows)


def direct() -> list[Direct]:
    """Return what pyproject.toml asks for at run time, in its order, with the comments that give the reasons."""
    text = PROJECT.read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    lines = filter(None, map(_LINE.fullmatch, text.splitlines()))
    reasons = {found["requirement"]: found["reason"] for found in lines if found["reason"]}
    extras: Mapping[str, list[str]] = {"": project["dependencies"], **project["optional-dependencies"]}
    found = []
    for extra in ("", *EXTRAS):
        for line in extras[extra]:
            asked = Requirement(line)
            found.append(Direct(canonicalize_name(asked.name), _range(asked), extra, reasons.get(line, "")))
    return found


def indirect() -> dict[str, list[str]]:
    """Return what the direct ones need in turn, by name, with what needs it; of what is not installed, nothing is."""
    found: dict[str, set[str]] = {}
    own = {each.name for each in direct()}
    pending = sorted(own)
    while pending:
        name = pending.pop()
        for needed in _needed(name):
            if needed not in own and needed not in found:
                pending.append(needed)
            found.setdefault(needed, set()).add(name)
    return {name: sorted(found[name]) for name in sorted(found) if name not in own}


def licence_of(name: str) -> str:
    """Return the licence that an installed package names, as an expression of SPDX."""
    known = metadata(name)
    return known["License-Expression"] or _by_classifier(known) or _NAMES.get(known["License"], known["License"]) or "?"


def parts(licence: str) -> list[str]:
    """Return the licences that an expression joins."""
    return re.split(r" (?:AND|OR) ", licence.replace("(", "").replace(")", ""))


def _by_classifier(known: PackageMetadata) -> str:
    names = [each.rpartition(" :: ")[2] for each in known.get_all("Classifier") or () if each.startswith("License ::")]
    return " AND ".join(_NAMES.get(name, name) for name in names)


def _needed(name: str) -> Iterator[str]:
    """Yield what a package needs, on any system and Python, without its extras."""
    try:
        lines = requires(name) or ()
    except PackageNotFoundError:
        return
    for line in lines:
        asked = Requirement(line)
        is_extra = asked.marker is not None and "extra" in str(asked.marker)
        if not is_extra and (asked.marker is None or asked.marker.evaluate()):
            yield canonicalize_name(asked.name)


def _range(asked: Requirement) -> str:
    """Return the bounds, the lower one first."""
    return ", ".join(sorted(map(str, asked.specifier), key=lambda each: each.startswith("<")))


def _link(name: str) -> str:
    return f"[{name}](https://pypi.org/project/{name}/)"


if __name__ == "__main__":
    raise SystemExit(main())
