"""What roots made in another process: values as they are, and of the rest what is asked for after they were judged."""

from __future__ import annotations

import copyreg
import io
import pickle
from typing import Any

from msgspec import Struct

from finops_guard.location import Span
from finops_guard.resources import Move, Resource, Unread
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.declared import Declared
from finops_guard.sources.terraform.provenance import Traced


class ToldProvenance(Struct, frozen=True):
    """The calls that made a resource; where its values are given from was asked where it was judged."""

    calls: tuple[Span, ...]
    sources: tuple[str, ...]

    def given(self, span: Span) -> Span | None:  # noqa: ARG002
        return None

    def absent(self, path: str) -> Span | None:  # noqa: ARG002
        return None


class ToldConfiguration(Struct, frozen=True):
    """The blocks that configure a root, the modules that it does not have, and what was moved in it."""

    made: tuple[Resource, ...]
    missing: tuple[Unread, ...]
    moved: tuple[Move, ...]

    def blocks(self) -> tuple[Resource, ...]:
        return self.made

    def unread(self) -> tuple[Unread, ...]:
        return self.missing

    def moves(self) -> tuple[Move, ...]:
        return self.moved


def _provenance(traced: Traced) -> tuple[Any, ...]:
    return ToldProvenance, (traced.calls, traced.sources)


def _configuration(declared: Declared) -> tuple[Any, ...]:
    return ToldConfiguration, (declared.blocks(), declared.unread(), declared.moves())


def _nothing() -> None:
    return None


def _naming(_: Module) -> tuple[Any, ...]:
    return _nothing, ()


def told(found: object) -> bytes:
    """Return what was found in bytes, for another process of this run (and for nobody else: they are a pickle)."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table.copy()
    pickler.dispatch_table.update({Traced: _provenance, Declared: _configuration, Module: _naming})
    pickler.dump(found)
    return buffer.getvalue()
