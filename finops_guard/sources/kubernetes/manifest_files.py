"""One file of manifests: what it turned out to be, its objects, and what asks not to report findings about them."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.diagnostics import Diagnostic, Level, error, notice
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.kubernetes.pods import Templates
from finops_guard.location import SourceText
from finops_guard.resources import FileStatus
from finops_guard.sources.kubernetes.manifests import FileContent, Manifest, read_manifests
from finops_guard.suppressions import ANNOTATION, MARK, Suppression
from finops_guard.tree import Tree, TreeError


class ManifestFile(Struct):
    """What one file turned out to be."""

    status: FileStatus
    reason: str = ""
    manifests: list[Manifest] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    has_owners: bool = False
    is_of_chart: bool = False

    def read_suppressions(self, source: SourceText) -> None:
        from finops_guard.sources.kubernetes.suppressions import suppressions

        for found in suppressions(source, self.manifests):
            if isinstance(found, Suppression):
                self.suppressions.append(found)
            else:
                self.diagnostics.append(found)


def read_file(tree: Tree, path: str, limit: int, templates: Templates) -> ManifestFile:
    """Return what a file of at most ``limit`` bytes holds, read as it stands."""
    try:
        data = tree.read(path, limit)
    except TreeError as failure:
        return _unreadable(path, str(failure))
    try:
        text = decode(data)
    except DecodeError as failure:
        return _undecodable(path, data, str(failure))
    source = SourceText(path, text)
    content = read_manifests(source, templates)
    status, reason = _outcome(content)
    file = ManifestFile(status, reason, content.manifests, [_as_notice(each) for each in content.diagnostics])
    file.has_owners = "ownerReferences" in text
    if MARK in text or ANNOTATION in text:
        file.read_suppressions(source)
    return file


def _unreadable(path: str, why: str) -> ManifestFile:
    if "larger than" in why:
        said = notice("too-large", f"the file is not read: {why}", path)
        return ManifestFile(FileStatus.SKIPPED, why, diagnostics=[said])
    return ManifestFile(
        FileStatus.BROKEN, why, diagnostics=[error("unreadable", f"the file cannot be read: {why}", path)]
    )


def _undecodable(path: str, data: bytes, why: str) -> ManifestFile:
    if b"kind" not in data.replace(b"\0", b""):
        return ManifestFile(FileStatus.OTHER, "no Kubernetes object")
    said = error("encoding", f"the file is not text: {why}", path, "save it as UTF-8")
    return ManifestFile(FileStatus.BROKEN, why, diagnostics=[said])


def _as_notice(diagnostic: Diagnostic) -> Diagnostic:
    """Return a template that does not parse as what it is: not evaluated, and no error."""
    return replace(diagnostic, level=Level.NOTICE) if diagnostic.kind == "template" else diagnostic


def _outcome(content: FileContent) -> tuple[FileStatus, str]:
    """Return what became of a file that was read: the worst of its documents decides."""
    kinds = {each.kind for each in content.diagnostics if each.level is Level.ERROR}
    count = len(content.manifests)
    judged = f"; {count} object{'s of it were' if count > 1 else ' of it was'} judged" if count else ""
    if kinds - {"template"}:
        return FileStatus.BROKEN, f"not all of it can be read{judged}"
    if kinds:
        return FileStatus.TEMPLATE, f"a template, not evaluated{judged}"
    if content.manifests:
        return FileStatus.JUDGED, ""
    return FileStatus.OTHER, next(iter(sorted(content.others)), "no content")
