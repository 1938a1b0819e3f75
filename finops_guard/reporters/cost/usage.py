"""A usage file to fill in: a line for everything that only use decides, all of them behind a ``#``."""

from __future__ import annotations

from finops_guard.addresses import without_keys
from finops_guard.pricing.breakdown import Breakdown
from finops_guard.pricing.estimates import Component
from finops_guard.reporters.cost.display import Display
from finops_guard.reporters.styling import neutralise

_HEAD = """\
# How much is used a month of what no code says. Remove the # before resources, an address and its keys, and write the
# amounts of one instance. Nothing is said of what stays behind a #. An address without instance keys means every one.
version: 1
"""


def render(found: Breakdown, display: Display) -> str:  # noqa: ARG001 - there is one form of it
    """Return the file, ending in a newline; of a resource that stands in several projects, once."""
    keys: dict[str, dict[str, Component]] = {}
    for _, _, resource in found.each():
        for part in resource.components:
            if part.usage_key:
                keys.setdefault(without_keys(resource.address), {}).setdefault(part.usage_key, part)
    lines = ["#resources:"] if keys else ["# Nothing here is paid by use."]
    for address, parts in sorted(keys.items()):
        lines.append(f"  #{_key(address)}:")
        lines += [f"    #{key}: 0 # {_told(part, found.currency)}" for key, part in parts.items()]
    return _HEAD + "\n".join(lines) + "\n"


def _told(part: Component, currency: str) -> str:
    price = f": {part.unit_price.normalize():f} {currency} each {part.unit}" if part.unit_price is not None else ""
    return neutralise(f"{part.name}{price}")


def _key(address: str) -> str:
    """Return an address as a key of YAML."""
    plain = address.replace("_", "").replace("-", "").replace(".", "").isalnum() and address.isascii()
    return address if plain else "'" + neutralise(address, 1000).replace("'", "''") + "'"
