"""Which resources a change of some files is about, where the rest of a tree is only context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from finops_guard.resources import Resource
from finops_guard.settings import Settings
from finops_guard.sources.terraform.configuration import (
    VALUES_READ,
    VALUES_READ_SUFFIXES,
    is_configuration,
    is_values,
)
from finops_guard.sources.terraform.loading import Loader
from finops_guard.tree import parent

# Blocks that say what others in their directory are made of.
_SHARED = frozenset({"variable", "locals", "provider"})


def is_read_unasked(path: str) -> bool:
    """Tell whether Terraform reads a file of variable values of a root module without being told to."""
    return path.rpartition("/")[2] in VALUES_READ or path.endswith(VALUES_READ_SUFFIXES)


class Selection:
    """The files of a tree that are judged, and what of a module's resources they have a part in.

    A root module is judged as a whole where one of its files is selected. Of a module that others call it is what
    stands in a selected file or is made by a call there, and everything where the file says what values the module has.
    """

    def __init__(self, loader: Loader, files: Iterable[str]) -> None:
        self._loader = loader
        self.files = frozenset(files)

    def __contains__(self, path: object) -> bool:
        """Tell whether the blocks of a file are judged."""
        return path in self.files or (isinstance(path, str) and parent(path) in self._valued)

    def concerns(self, resource: Resource) -> bool:
        """Tell whether a resource is judged."""
        calls = resource.provenance.calls if resource.provenance is not None else ()
        return resource.span.path in self or any(call.path in self for call in calls)

    @cached_property
    def _valued(self) -> frozenset[str]:
        """The directories of which a selected file says what their values are."""
        parsed = [self._loader.file(path) for path in sorted(self.files) if is_configuration(path)]
        return frozenset(
            parent(each.source.path)
            for each in parsed
            if each is not None and any(block.type in _SHARED for block in each.body.blocks)
        )


def valued_by(
    loader: Loader, paths: Sequence[str], around: Mapping[str, Sequence[str]], settings: Settings
) -> Iterator[str]:
    """Yield the directories of ``around`` whose variables get values from one of the paths.

    Those are files that Terraform reads unasked in their own directory, and those that the settings name, which are
    read for every root module that has such variables.
    """
    given = {path for kind, path in settings.terraform.assignments if kind == "var-file"}
    for path in filter(is_values, paths):
        if is_read_unasked(path) and parent(path) in around:
            yield parent(path)
        elif path in given and (body := loader.values_body(path)) is not None and body.attributes:
            names = "|".join(map(re.escape, body.attributes))
            declared = re.compile(rf'variable[\s":{{]+(?:{names})["\s:{{]')
            yield from (directory for directory, files in around.items() if _any_text(loader, files, declared))


def _any_text(loader: Loader, files: Iterable[str], pattern: re.Pattern[str]) -> bool:
    texts = (loader.text(path) for path in files)
    return any(pattern.search(source.text) for source in texts if source is not None)
