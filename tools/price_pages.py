"""Write what has a price, and what is known to cost and has none, into ``docs/prices.md``.

    python -m tools.price_pages

It is read from the estimators themselves: the services whose prices they look up, and the reasons that they give where
no source has a price. A test fails while the page is not what they say.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from finops_guard.catalog import free_types, machine_prices, price_names, taggable
from finops_guard.policy import loader
from finops_guard.pricing.resources import estimator
from finops_guard.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "prices.md"
START, END = "<!-- coverage -->\n", "<!-- /coverage -->"
VENDORS = (("aws", "AWS"), ("azure", "Azure"), ("gcp", "Google Cloud"))
_PREFIXES = {"aws": "aws_", "azure": "azurerm_", "gcp": "google_"}
_HEAD = " resource types |\n| --- | --- |\n"
_NO_PRICE = ("no source has a price of ", "no source has prices of ", "no price for ")


def main() -> int:
    """Write the page anew."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


def renewed(page: str) -> str:
    """Return the page with its generated part as it must be."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{coverage()}{END}{after}"


def coverage() -> str:
    """Return the tables of all vendors."""
    return "".join(_vendor(vendor, title) for vendor, title in VENDORS) + _kubernetes()


def _vendor(vendor: str, title: str) -> str:
    types = sorted(import_module(f"finops_guard.pricing.{vendor}").MODULES)
    by_services: defaultdict[str, list[str]] = defaultdict(list)
    missing: defaultdict[str, set[str]] = defaultdict(set)
    for type_ in types:
        reached = _reached(vendor, type_)
        by_services[", ".join(_services(vendor, reached)) or "none"].append(type_)
        for what in _without_price(vendor, reached):
            missing[what].add(type_)
    lines = [f"\n### {title}\n\n{len(types)} resource types have an estimator:\n\n| prices of |{_HEAD}"]
    lines += [f"| {name} | {_list(found)} |\n" for name, found in sorted(by_services.items())]
    lines.append(f"\nWithout a price are, of these:\n\n| what |{_HEAD}")
    lines += [f"| {what} | {_list(sorted(found))} |\n" for what, found in sorted(missing.items())]
    others = _others(vendor)
    lines.append(f"\nPolicies are about {len(others)} more that carry tags and may cost, and have no estimator yet:\n")
    lines.append(f"{_list(others)}.\n")
    return "".join(lines)


def _kubernetes() -> str:
    kinds = _list(sorted(free_types.COSTLY_KINDS))
    return (
        "\n### Kubernetes\n\nPriced by OpenCost's defaults, or by your own: workloads by what their pods request,"
        " `PersistentVolumeClaim` by its size, each `Service` of the type LoadBalancer, and a `Namespace` as the sum of"
        f" what is in it. What a cloud makes for {kinds} has no price: the object does not say what that is."
        " Accelerators other than whole GPUs have none, nor has what runs on every node, or now and then: for how many"
        " hours is not known.\n"
    )


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) if names else "none"


@cache
def _reached(vendor: str, type_: str) -> tuple[FunctionType, ...]:
    """Return the functions of the vendor's estimators that the estimator of a type may call."""
    found: list[FunctionType] = []
    waiting: list[object] = [estimator(type_)]
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, FunctionType) or each in found:
            continue
        if each.__module__.startswith(f"finops_guard.pricing.{vendor}."):
            found.append(each)
            waiting += _values(each)
    return tuple(found)


def _values(function: FunctionType) -> Iterator[object]:
    """Yield what a function closes over, and what of its module it names, in mappings and sequences, too."""
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    named = [function.__globals__[name] for name in sorted(_names(function.__code__)) if name in function.__globals__]
    for value in (*cells, *named, *_imported(function)):
        yield from _flat(value)


def _imported(function: FunctionType) -> Iterator[object]:
    """Yield what a function imports when it is called, and what it takes from other modules (``volumes.add``)."""
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = function.__globals__.get(node.value.id)
            if isinstance(module, ModuleType):
                yield getattr(module, node.attr)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (getattr(import_module(node.module), each.name) for each in node.names)


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            yield from _flat(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in sorted(value, key=repr):
            yield from _flat(each)
    else:
        yield value


def _names(code: CodeType) -> set[str]:
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return {*code.co_names, *(name for each in inner for name in _names(each))}


def _services(vendor: str, reached: tuple[FunctionType, ...]) -> list[str]:
    """Return the services of the catalog that functions name, or whose machines they look up."""
    machines = {name: sold[1] for name, sold in machine_prices.SOLD_AS.items() if sold[0] == vendor}
    said = {each for function in reached for each in (*_constants(function), *_values(function))}
    known = set(price_names.services(vendor))
    return sorted(
        {machines.get(each, each) for each in said if isinstance(each, str) and (each in known or each in machines)}
    )


def _constants(function: FunctionType) -> Iterator[str]:
    tree = _tree(function)
    places = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "region_name"
        for each in node.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in places:
            yield node.value


def _called(call: ast.Call) -> str:
    """Return the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def _tree(function: FunctionType) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _without_price(vendor: str, reached: tuple[FunctionType, ...]) -> Iterator[str]:
    """Yield what functions say that no source has a price of, and what they look up in vain."""
    for function in reached:
        tree = _tree(function)
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1]
        named = {id(call.args[1]): _text(call.args[0]) for call in calls}
        texts = [(_text(node), named.get(id(node), "")) for node in ast.walk(tree) if id(node) not in parts]
        texts += [(value, "a licence") for value in _values(function) if isinstance(value, str)]
        for text, name in texts:
            prefix = next((each for each in _NO_PRICE if text.startswith(each)), "")
            what = text.removeprefix(prefix)
            if prefix and what.strip("… "):
                yield name if what == "it" else what
        yield from _looked_up_in_vain(vendor, calls)


def _looked_up_in_vain(vendor: str, calls: list[ast.Call]) -> Iterator[str]:
    """Yield what calls of ``no_price`` name, and of ``unit`` where the catalog has no such component."""
    for call in calls:
        name = _called(call)
        texts = [_text(each) for each in call.args]
        if name == "no_price" and len(texts) == 4:
            yield f"{texts[2]}: {texts[3]}"
        elif name == "unit" and texts[0] in price_names.services(vendor) and texts[1]:
            known = {component for component, _ in price_names.units(vendor, texts[0])}
            if texts[1] not in known and "…" not in texts[1]:
                yield f"{texts[0]}: {texts[1]}"


def _text(node: ast.AST) -> str:
    """Return a text as it is written, with an ellipsis in the place of what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "…" for part in node.values)
    return ""


@cache
def _in_policies() -> frozenset[str]:
    """Return the resource types that bundled policies name."""
    return frozenset(name for policy in loader.load(Settings(), None) for name in policy.match.types)


def _others(vendor: str) -> list[str]:
    provider = _PREFIXES[vendor].rstrip("_")
    return sorted(
        type_
        for type_ in _in_policies()
        if type_.startswith(_PREFIXES[vendor]) and taggable.lookup(type_) is not None
        and estimator(type_) is None and not free_types.is_free(type_, provider)
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
