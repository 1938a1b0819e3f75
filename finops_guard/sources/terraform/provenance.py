"""Which argument of a module call a resource's values come from: where a finding about them points."""

from __future__ import annotations

from collections.abc import Iterable

from finops_guard.location import Span
from finops_guard.sources.terraform.ast import Attribute, Block, Literal
from finops_guard.sources.terraform.calls import argument
from finops_guard.sources.terraform.instance import ModuleInstance
from finops_guard.sources.terraform.references import Place, at_span, bindings, places, variables
from finops_guard.tree import parent

# Where ``terraform init`` puts the modules it downloads: what stands there is not the scanned project's to change.
_DOWNLOADED = ".terraform"


class Traced:
    """The resources of one block in a called module, traced back through the calls that make them."""

    __slots__ = ("_absent", "block", "module")

    def __init__(self, module: ModuleInstance, block: Block) -> None:
        self.module = module
        self.block = block
        self._absent: dict[str, Span | None] = {}

    @property
    def calls(self) -> tuple[Span, ...]:
        return tuple(block.span for block in self._callers())

    @property
    def sources(self) -> tuple[str, ...]:
        written = [block.body.attributes.get("source") for block in self._callers()]
        texts = [each.value.value if each and isinstance(each.value, Literal) else "" for each in written]
        return tuple(text if isinstance(text, str) else "" for text in texts)

    def _callers(self) -> list[Block]:
        """Return the module calls that make the resource, the root module's own one first."""
        found: list[Block] = []
        caller = self.module.caller
        while caller is not None:
            found.append(caller.block)
            caller = caller.module.caller
        return found[::-1]

    def given(self, span: Span) -> Span | None:
        """Return the one argument of a call that decides what the module writes at a span.

        None where the module writes a constant there, or several arguments have a part in it; in a module that is not
        the scanned project's own, the call then.
        """
        if parent(span.path) != self.module.module.path:
            return None
        place = at_span(self.module.module, self.block, span, self.module.context.tracing)
        found = _climb(self.module, [place], carrying=False) if place is not None else None
        return self._outside(found)

    def absent(self, path: str) -> Span | None:
        """Return where a key that an attribute of the resource (by its dotted path) does not have would be given.

        This is the argument that the attribute is made from; else the call, where the module takes such an argument or
        is not the scanned project's own; else the resource itself (None): no call could give it.
        """
        if path not in self._absent:
            found = _climb(self.module, list(places(self.block, path)), carrying=True)
            self._absent[path] = self._outside(found)
        return self._absent[path]

    def _outside(self, found: Attribute | Block | None) -> Span | None:
        """Return where a finding points that a call could put right: never into what was downloaded."""
        if found is None or _is_downloaded(found.source.path):
            return _nearest_call(self.module)
        return found.span


def _climb(module: ModuleInstance, written: Iterable[Place], *, carrying: bool) -> Attribute | Block | None:
    """Return the argument that what is written comes from, in the outermost call that passes it on.

    Where a key is to be added (``carrying``), one argument of several will do, and a call that could pass one and does
    not stands for it.
    """
    found: Attribute | Block | None = None
    while module.caller is not None:
        budget, names = module.context.tracing, dict[str, None]()
        for place in written:
            names.update(dict.fromkeys(variables(module.module, place, budget, carrying=carrying)))
        call = module.caller.block
        arguments = [each for name in names if (each := argument(call, name)) is not None]
        if not names or (not carrying and len(arguments) != 1):
            return found
        if not arguments:
            return call
        found = min(arguments, key=_preference)
        written = [Place(found.value, bindings(call.body))]
        module = module.caller.module
    return found


def _preference(attribute: Attribute) -> tuple[bool, bool]:
    """Sort ``tags`` (or ``labels``) before other names with the word, and those before all others."""
    name = attribute.name
    return name not in ("tags", "labels"), "tag" not in name and "label" not in name


def _nearest_call(module: ModuleInstance) -> Span | None:
    """Return the innermost call that the scanned project holds, where the resource's own text is not its own."""
    path = module.module.path
    while _is_downloaded(path) and module.caller is not None:
        call = module.caller.block
        path = call.source.path
        if not _is_downloaded(path):
            return call.span
        module = module.caller.module
    return None


def _is_downloaded(path: str) -> bool:
    return _DOWNLOADED in path.split("/")
