"""What rendering gives: the objects as a cluster would get them, and what became of the files that they came from."""

from __future__ import annotations

from msgspec import Struct, field

from finops_guard.diagnostics import Diagnostic
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.suppressions import Suppression


class Rendering(Struct):
    """The objects of one tool's renderings, with spans of the files that people edit, each with its ``root``.

    ``files``: what became of the files that were used, by path, for these are not read as they stand in addition.
    ``around``: objects that are not judged, because only a part of a tree is, in which namespaces may be.
    ``suppressions``: those of the objects alone, and of files that the scan itself does not read.
    """

    manifests: list[Manifest] = field(default_factory=list)
    around: list[Manifest] = field(default_factory=list)
    files: dict[str, tuple[FileStatus, str]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
