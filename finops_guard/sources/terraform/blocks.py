"""Evaluate the bodies of blocks: attributes, nested blocks, dynamic blocks, and expansion by count and for_each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from finops_guard.location import Span
from finops_guard.sources.terraform.access import pairs
from finops_guard.sources.terraform.ast import Attribute, Block, Body, Conditional, Literal, Reference
from finops_guard.sources.terraform.expressions import attempt
from finops_guard.sources.terraform.kinds import BlockObject, EvaluationError, SetList
from finops_guard.sources.terraform.operators import to_number, to_string
from finops_guard.sources.terraform.scope import Scope
from finops_guard.sources.terraform.types import make_set
from finops_guard.values import ANY_SHAPE, MAX_OPTIONS, Cause, CauseKind, OpenDict, Unknown, Value

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})
MAX_INSTANCES = 10_000
# What stands behind an address for any number of instances.
ANY_NUMBER = "[*]"
# What a block or instance that is made counts for, in evaluation steps: it is an object that stays.
BLOCK_STEPS = 20


def evaluate_body(
    body: Body,
    scope: Scope,
    address: str,
    *,
    skip: Iterable[str] = (),
    is_data: bool = False,
    resource: str = "",
) -> BlockObject | OpenDict:
    """Return a body's attributes and blocks; each type of nested block is a list of objects.

    ``resource`` is the address of the resource that the body belongs to, empty where it belongs to none.

    What a syntax error keeps from being read is unknown, with the error as its cause; so is all of a body for which no
    steps are left.
    """
    try:
        scope.budget.spend(BLOCK_STEPS)
    except EvaluationError as failure:
        return OpenDict((), [Cause(CauseKind.LIMIT, failure.message)])
    made: BlockObject | OpenDict = BlockObject(address, is_data, resource)
    if body.cut is not None:
        made = OpenDict((), [body.cut])
    for name, attribute in body.attributes.items():
        if name in skip:
            continue
        if name != "dynamic" or not body.json:
            made[name] = attempt(attribute.value, scope)
    lists: dict[str, list[Value]] = {}
    opened: dict[str, list[Cause]] = {}
    origins: dict[str, Span] = {}
    blocks = body.blocks
    if body.json and "dynamic" in body.attributes:
        blocks = [*_json_dynamic(body.attributes["dynamic"], made, lists, opened), *blocks]
    for block in blocks:
        if block.type == "dynamic" and len(block.labels) == 1:
            origins.setdefault(block.labels[0], block.span)
            _dynamic(block, scope, address, resource, lists, opened)
        elif block.type not in skip:
            origins.setdefault(block.type, block.span)
            inner = f"{address}.{block.type}"
            nested = evaluate_body(block.body, scope, inner, is_data=is_data, resource=resource)
            lists.setdefault(block.type, []).append(Value(nested, block.span))
    for name, items in lists.items():
        causes = opened.get(name)
        made[name] = Value(Unknown(causes) if causes else list(items), origins[name])
    return made


def _json_dynamic(
    written: Attribute, made: BlockObject | OpenDict, lists: dict[str, list[Value]], opened: dict[str, list[Cause]]
) -> list[Block]:
    """Return the dynamic blocks of a body in JSON syntax; what is written of the same types moves out of ``made``."""
    from finops_guard.sources.terraform.json_blocks import blocks_in, dynamic_blocks

    blocks = list(dynamic_blocks(written))
    for block in blocks:
        (name,) = block.labels
        beside = made.pop(name, None)
        if beside is not None and beside.is_unknown:
            opened.setdefault(name, []).extend(beside.causes)
        elif beside is not None:
            lists[name] = blocks_in(beside)
    return blocks


def _dynamic(
    block: Block,
    scope: Scope,
    address: str,
    resource: str,
    lists: dict[str, list[Value]],
    opened: dict[str, list[Cause]],
) -> None:
    """Expand one ``dynamic`` block into ``lists``; an unknown for_each goes into ``opened``."""
    name = block.labels[0]
    items = lists.setdefault(name, [])
    attributes = block.body.attributes
    contents = [inner for inner in block.body.blocks if inner.type == "content"]
    if "for_each" not in attributes or not contents:
        return
    iterator = name
    chosen = attributes.get("iterator")
    if chosen is not None and isinstance(chosen.value, Reference | Literal):
        iterator = chosen.value.path[0] if isinstance(chosen.value, Reference) else str(chosen.value.value)
    collection = attempt(attributes["for_each"].value, scope)
    span = attributes["for_each"].span
    further: list[tuple[Value, Value]] = []
    if collection.causes:
        further = _further_entries(collection, contents[0], span)
        if not further:
            opened.setdefault(name, []).extend(collection.causes)
            return
    try:
        for count, (key, element) in enumerate([*pairs(collection, span), *further]):
            if count >= MAX_INSTANCES:
                raise EvaluationError(f"a dynamic block makes more than {MAX_INSTANCES:,} blocks")
            bound = scope.bind({iterator: Value({"key": key, "value": element}, span)})
            scope.budget.spend(BLOCK_STEPS)
            made = evaluate_body(contents[0].body, bound, f"{address}.{name}", resource=resource)
            items.append(Value(made, contents[0].span if element.origin is None else block.span))
    except EvaluationError as failure:
        cause = Cause(CauseKind.ERROR, f"the dynamic block {name} fails: {failure.message}", span)
        opened.setdefault(name, []).append(cause)


def _further_entries(collection: Value, content: Block, span: Span) -> list[tuple[Value, Value]]:
    """Return what stands for the entries of a map whose keys are known in part; nothing where that says too little.

    Only for blocks that are an entry each (``key`` and ``value``): whoever reads them knows that such a key may be any
    of its form, or none.
    """
    raw = collection.raw
    is_entry = {"key", "value"} <= content.body.attributes.keys()
    if not is_entry or not isinstance(raw, OpenDict) or ANY_SHAPE in raw.shapes:
        return []
    value = Value(Unknown(collection.causes), span) if raw.further is None else raw.further
    return [(Value(Unknown(collection.causes, *shape), span), value) for shape in raw.shapes]


class Instance(Struct, frozen=True):
    """One instance of an expanded block: its key (None without count and for_each) and the names bound in it.

    ``suffix`` is what Terraform writes behind the address: ``[0]``, ``["a"]``; ``[*]`` stands for an unknown number.
    """

    key: int | str | None
    suffix: str
    names: Mapping[str, Value]


class Expansion(Struct, frozen=True):
    """All instances of a block. ``mode`` is ``single``, ``count`` or ``for_each``; ``causes`` why it is not known.

    ``counts`` are all numbers of them that there can be, where that is one of a few, the first one as it is written.
    """

    mode: str
    instances: tuple[Instance, ...]
    causes: tuple[Cause, ...] = ()
    counts: tuple[int, ...] = ()

    def number(self, instance: Instance) -> tuple[Cause, ...]:
        """Return why it is not known how many instances one of these stands for; nothing for one that is certain."""
        return self.causes if instance.suffix == ANY_NUMBER else ()

    def times(self, instance: Instance, outer: tuple[int, ...]) -> tuple[int, ...]:
        """Return all numbers that there can be of an instance in each of so many modules; nothing: not known."""
        inner = self.counts if instance.suffix == ANY_NUMBER else (1,)
        made = tuple(dict.fromkeys(a * b for a in outer for b in inner))
        return made if len(made) <= MAX_OPTIONS else ()


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(key: str) -> str:
    """Return an instance key as Terraform writes it in an address."""
    escaped = "".join(_ESCAPES.get(char) or (char if char.isprintable() else _code(char)) for char in key)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def expand(body: Body, scope: Scope, address: str) -> Expansion:
    """Return the instances that ``count`` or ``for_each`` make; an unknown one makes one instance, marked ``[*]``."""
    if "count" in body.attributes:
        return _by_count(body.attributes["count"], scope, address)
    if "for_each" in body.attributes:
        return _by_for_each(body.attributes["for_each"], scope, address)
    return Expansion("single", (Instance(None, "", {}),))


def _open(mode: str, causes: Iterable[Cause], span: Span, collection: Value | None = None) -> Instance:
    value = Value(Unknown(causes), span)
    if mode == "count":
        return Instance(None, ANY_NUMBER, {"count": Value({"index": value}, span)})
    raw = collection.raw if collection is not None else None
    element = raw.further if isinstance(raw, OpenDict) and raw.further is not None else value
    return Instance(None, ANY_NUMBER, {"each": Value({"key": value, "value": element}, span)})


def _unknown_expansion(mode: str, causes: tuple[Cause, ...], span: Span) -> Expansion:
    return Expansion(mode, (_open(mode, causes, span),), causes)


def _sensitive(mode: str, address: str, span: Span) -> Expansion:
    """Terraform refuses to make instances of sensitive values: their keys would be in every address."""
    cause = Cause(CauseKind.ERROR, f"the {mode} of {address} is sensitive", span)
    return _unknown_expansion(mode, (cause,), span)


def _by_count(attribute: Attribute, scope: Scope, address: str) -> Expansion:
    value, span = attempt(attribute.value, scope), attribute.span
    if value.is_sensitive:
        return _sensitive("count", address, span)
    if isinstance(value.raw, Unknown):
        counts = tuple(each for each in value.raw.options if type(each) is int and each >= 0)
        is_known = len(counts) == len(value.raw.options)
        return replace(_unknown_expansion("count", value.causes, span), counts=counts if is_known else ())
    try:
        wanted = to_number(value)
        if not isinstance(wanted, int) or wanted < 0:
            raise EvaluationError("count must be a whole number of at least 0")
        scope.budget.spend(BLOCK_STEPS * min(wanted, MAX_INSTANCES))
    except EvaluationError as failure:
        cause = Cause(CauseKind.ERROR, f"the count of {address} fails: {failure.message}", span)
        return _unknown_expansion("count", (cause,), span)
    causes = _limit(wanted, address, span)
    made = [
        Instance(at, f"[{at}]", {"count": Value({"index": Value(at, span)}, span)})
        for at in range(min(wanted, MAX_INSTANCES))
    ]
    return Expansion("count", tuple(made), causes)


def _by_for_each(attribute: Attribute, scope: Scope, address: str) -> Expansion:
    value, span = attempt(attribute.value, scope), attribute.span
    if isinstance(value.raw, list) and isinstance(attribute.value, Conditional):
        # The other branch is the set that this one becomes: var.on ? toset(var.names) : [].
        value = make_set(value.raw, value.origin, value.marks)
    if value.is_sensitive or (isinstance(value.raw, SetList) and any(item.is_sensitive for item in value.raw)):
        return _sensitive("for_each", address, span)
    if value.is_unknown:
        return _unknown_expansion("for_each", value.causes, span)
    made = []
    try:
        if not isinstance(value.raw, Mapping | SetList):
            raise EvaluationError("for_each takes a map, or a set of strings")
        for at, (key, element) in enumerate(pairs(value, span)):
            if at >= MAX_INSTANCES:
                break
            scope.budget.spend(BLOCK_STEPS)
            text = to_string(key)
            each = Value({"key": Value(text, key.origin, key.marks), "value": element}, span)
            made.append(Instance(text, f"[{quote(text)}]", {"each": each}))
        causes = (*value.causes, *_limit(len(value.raw), address, span))
    except EvaluationError as failure:
        cause = Cause(CauseKind.ERROR, f"the for_each of {address} fails: {failure.message}", span)
        return _unknown_expansion("for_each", (cause,), span)
    if value.causes:
        made.append(_open("for_each", value.causes, span, value))
    return Expansion("for_each", tuple(made), causes)


def _limit(wanted: int, address: str, span: Span) -> tuple[Cause, ...]:
    if wanted <= MAX_INSTANCES:
        return ()
    text = f"{address} has {wanted:,} instances, of which {MAX_INSTANCES:,} were evaluated"
    return (Cause(CauseKind.LIMIT, text, span),)
