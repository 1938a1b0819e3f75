"""What a machine size is."""

from __future__ import annotations

from msgspec import Struct


class Size(Struct, frozen=True):
    """One machine size of a service.

    ``vcpu``: virtual CPUs as the vendor counts them (shared cores count in full; a constrained Azure size counts the
    active ones). ``memory_gib``: GiB of memory, of a cache node what it has for data; None where no source states it.
    ``arch``: ``x86_64`` or ``arm64``. ``gpus``: whole accelerators; 0 for none, a slice of one counts as 1.
    ``family``: the vendor's series (``m5``, ``Dsv5``, ``n2``). ``previous_generation``: AWS's own statement about an
    EC2 type, None where the vendor makes none. ``source``: where the figures come from.
    """

    name: str
    vcpu: float
    memory_gib: float | None
    arch: str
    gpus: int
    family: str
    burstable: bool
    previous_generation: bool | None
    source: str
