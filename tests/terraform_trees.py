"""Syntax trees as plain data, to compare and to check them."""

from __future__ import annotations

import inspect
from functools import cache

from finops_guard.sources.terraform.ast import Attribute, Block, Body, Node


def dump(item, spans=False):
    """Return a tree as nested tuples and lists: class name, offsets where asked for, fields."""
    if isinstance(item, list | tuple):
        return type(item)(dump(part, spans) for part in item)
    if isinstance(item, Body):
        return {name: dump(each, spans) for name, each in item.attributes.items()}, dump(item.blocks, spans)
    if isinstance(item, Block):
        place = [(item.start, item.header_end, item.end)] if spans else []
        return ("Block", *place, item.type, item.labels, dump(item.body, spans))
    if isinstance(item, Attribute):
        return ("Attribute", (item.start, item.end), dump(item.value, True)) if spans else dump(item.value)
    if isinstance(item, Node):
        place = [(item.start, item.end)] if spans else []
        fields = [dump(getattr(item, name), spans) for name in _fields(type(item))]
        return (type(item).__name__, *place, *fields)
    return item


@cache
def _fields(kind):
    """Return the names of what a kind of node has beside its place."""
    return list(inspect.signature(kind).parameters)[2:]


def nodes(item):
    """Yield (parent, node) for all expression nodes of a body or expression; the parent has offsets, or is None."""
    waiting = [(None, item)]
    while waiting:
        parent, at = waiting.pop()
        if isinstance(at, Body):
            waiting += [(parent, each) for each in at.attributes.values()]
            waiting += [(parent, each) for each in at.blocks]
        elif isinstance(at, Block):
            yield parent, at
            waiting.append((at, at.body))
        elif isinstance(at, Attribute):
            yield parent, at
            waiting.append((at, at.value))
        elif isinstance(at, Node):
            yield parent, at
            waiting += [(at, getattr(at, slot)) for slot in type(at).__slots__]
        elif isinstance(at, list | tuple):
            waiting += [(parent, each) for each in at]


def check_spans(parsed):
    """Assert that all offsets lie within the text, and those of parts within those of their whole."""
    size = len(parsed.source.text)
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= size, problem
    for parent, node in nodes(parsed.body):
        assert 0 <= node.start <= node.end <= size, dump(node, True)
        if parent is not None:
            assert parent.start <= node.start, (dump(parent, True), dump(node, True))
            assert node.end <= parent.end, (dump(parent, True), dump(node, True))
