"""Which file gives a value: the files of a deployment over charts, parents over subcharts, with null to remove."""

from __future__ import annotations

import pytest

from finops_guard.sources.kubernetes.rendering.chart_values import Layered, ValuesFiles, effective
from finops_guard.tree import MemoryTree

FILES = {
    "prod.yaml": "a: {x: 1}\nlist: [1]\ngone: null\nsub: {s: prod, sub: {t: prod}}\nglobal: {g: prod}\n",
    "shop.yaml": "a: {x: 2, y: 3}\nlist: [2, 3]\ngone: 1\nsub: {r: shop, s: shop}\nglobal: {g: shop, h: shop}\n",
    "mid.yaml": "s: mid\nr: mid\nq: mid\nsub: {t: mid, u: mid}\nglobal: {h: mid, i: mid}\n",
    "leaf.yaml": "t: leaf\nu: leaf\nv: leaf\nlist: 3\n",
}


def values(*names: str) -> Layered:
    files = ValuesFiles(MemoryTree(FILES))
    own = [files.read(path) for path in ("mid.yaml", "leaf.yaml")[: len(names)]]
    found = effective([files.read("prod.yaml"), files.read("none.yaml"), files.read("shop.yaml")], names, own)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("names", "path", "expected"),
    [
        ((), "a.x", "prod.yaml 1"),
        ((), "a.y", "shop.yaml 3"),
        ((), "list", "prod.yaml [1]"),
        ((), "gone", ""),
        ((), "none", ""),
        (("sub",), "s", "prod.yaml prod"),
        (("sub",), "r", "shop.yaml shop"),
        (("sub",), "q", "mid.yaml mid"),
        (("sub",), "a", ""),
        (("sub",), "global.g", "prod.yaml prod"),
        (("sub",), "global.h", "shop.yaml shop"),
        (("sub",), "global.i", "mid.yaml mid"),
        (("sub", "sub"), "t", "prod.yaml prod"),
        (("sub", "sub"), "u", "mid.yaml mid"),
        (("sub", "sub"), "v", "leaf.yaml leaf"),
        (("sub", "sub"), "global.g", "prod.yaml prod"),
    ],
)
def test_layers(names: tuple[str, ...], path: str, expected: str) -> None:
    found: Layered | None = values(*names)
    for key in path.split("."):
        found = found.get(key) if found is not None else None
    origin = found.top.origin if found is not None else None
    assert (f"{origin.path} {origin.text}" if origin else "") == expected


def test_elements() -> None:
    listed, mapping = values().get("list"), values().get("a")
    assert listed is not None
    assert mapping is not None
    assert [each.top.raw for each in listed.items()] == [1]
    assert [each.top.raw for each in mapping.items()] == [1, 3]
