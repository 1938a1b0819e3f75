"""The smaller sizes of a machine's own family."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_guard.catalog import sizes
from finops_guard.catalog.size import Size

_STEPS = (
    *("metal", "48xlarge", "32xlarge", "24xlarge", "18xlarge", "16xlarge", "12xlarge", "10xlarge", "9xlarge"),
    *("8xlarge", "6xlarge", "4xlarge", "3xlarge", "2xlarge", "xlarge", "large", "medium", "small", "micro", "nano"),
)
_NUMBERS = tuple(map(str, (224, 192, 128, 112, 96, 80, 64, 60, 48, 44, 40, 32, 30, 24, 22, 20, 16, 12, 8, 6, 4, 2, 1)))
# The part of a name that tells how large it is: m5.|4xlarge|, Standard_D|16|s_v5, n2-standard-|16|.
_FORMS = (
    (
        re.compile(
            r"(?P<before>(?:.*\.)?[a-z][a-z0-9-]*\.)(?:\d{0,2}x?large|medium|small|micro|nano|metal)(?P<after>\.[a-z]+)?",
            re.ASCII,
        ),
        _STEPS,
    ),
    (
        re.compile(r"(?P<before>.*Standard_[A-Z]+)\d{1,3}(?P<after>[a-z]*(?:_v\d{1,2})?)", re.ASCII | re.IGNORECASE),
        _NUMBERS,
    ),
    (re.compile(r"(?P<before>[a-z]\w*-(?:standard|highmem|highcpu)-)\d{1,3}(?P<after>)", re.ASCII), _NUMBERS),
    (re.compile(r"(?P<before>(?:GP|GP_S|BC|HS|HS_S)_[A-Za-z0-9]+_)\d{1,3}(?P<after>)", re.ASCII), _NUMBERS),
)


def smaller(service: str, name: str) -> Iterator[Size]:
    """Yield the sizes of the same family that have fewer vCPUs, or as many with less memory, the largest first.

    Not all that machines have are sold by a service that runs on them: those have no price.
    """
    size = sizes.lookup(service, name)
    matches = ((pattern.fullmatch(name), steps) for pattern, steps in _FORMS) if size is not None else ()
    match, steps = next((found for found in matches if found[0] is not None), (None, ()))
    if size is None or match is None:
        return
    for step in steps:
        other = sizes.lookup(service, f"{match['before']}{step}{match['after'] or ''}")
        # A size that is known by its name alone may be none.
        if other is None or (other.memory_gib is None and size.memory_gib is not None):
            continue
        if other.family == size.family and _amount(other) < _amount(size):
            yield other


def _amount(size: Size) -> tuple[float, float]:
    return size.vcpu, size.memory_gib or 0
