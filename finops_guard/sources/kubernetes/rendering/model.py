"""What rendering gives: objects as they would be deployed, and what became of the files behind them."""

from __future__ import annotations

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.suppressions import Suppression


class Rendering(Struct):
    """Objects whose spans are those of the files they are rendered from, never of rendered text.

    ``files``: what became of each file that has a part in it, and why. ``context``: objects that are not asked for,
    which others may inherit from.
    """

    manifests: list[Manifest] = field(default_factory=list)
    files: dict[str, tuple[FileStatus, str]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    context: list[Manifest] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
