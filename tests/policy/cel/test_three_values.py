"""Expressions against Google's library where everything is known, and against every substitution where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from policy.building import CAUSE, UNKNOWN, resource, value

from finops_guard.policy.cel.judging import Expression
from finops_guard.policy.derived_terraform import Lazy
from finops_guard.policy.patterns import ParameterError
from finops_guard.values import OpenDict, OpenList, Unknown, Value

cel = pytest.importorskip("cel_expr_python.cel")

ABSENT = object()
MORE = object()  # in a map: it may have more keys
DOMAIN: tuple[object, ...] = (ABSENT, True, False, 0, 1, 2.5, "x", "", [], [1], ["x", 1], {}, {"k": 1}, {"z": "x"})

V = "resource.values"
SCALARS = [f"{V}.a", f"{V}.b", f"{V}.l[0]", f"{V}.m.k", f"{V}.m['j']", "dyn(1)", "dyn('x')", "dyn(true)", "dyn(2.5)"]


def _bools(inner: st.SearchStrategy[str], scalars: list[str]) -> st.SearchStrategy[str]:
    scalar = st.sampled_from(scalars)
    one = {
        "not": inner.map(lambda b: f"!({b})"),
        "eq": st.builds("{} == {}".format, scalar, scalar),
        "ne": st.builds("{} != {}".format, scalar, scalar),
        "order": st.builds("{} {} {}".format, scalar, st.sampled_from(["<", "<=", ">", ">="]), scalar),
        "and": st.builds("({} && {})".format, inner, inner),
        "or": st.builds("({} || {})".format, inner, inner),
        "if": st.builds("({} ? {} : {})".format, inner, inner, inner),
        "in": st.builds("{} in {}".format, scalar, st.sampled_from([f"{V}.l", f"{V}.m", f"['x', 1, {V}.b]"])),
        "sum": st.builds("{} + {} == {}".format, scalar, scalar, scalar),
        "text": st.builds("{}.startsWith({})".format, scalar, scalar),
    }
    return st.one_of(*one.values())


WHOLE = st.sampled_from(
    [
        f"has({V}.a)",
        f"has({V}.m.k)",
        f"has({V}.m.z)",
        f"size({V}.l) > 1",
        f"size({V}.m) == 2",
        f"{V}.l == [1, {V}.a]",
        f"{V}.m == {{'k': {V}.a, 'j': {V}.b}}",
        f"{V}.m == {V}.l",
        f"{V}.l.map(i, i == {V}.a) == [true, false]",
        f"{V}.l.filter(i, i != {V}.a).size() == 1",
        f"{V}.m.all(k, {V}.m[k] == {V}.a)",
        f"{V}.m.exists(k, {V}.m[k] == 'x' && k != 'j')",
        f"{V}.m.exists_one(k, k == 'z')",
        f"string({V}.a) == 'x'",
        f"type({V}.a) == string",
        f"{V}.a.matches('^x$')",
        "environment == 'prod'",
    ]
)
LOOPS = st.builds(
    f"{V}.{{}}.{{}}(i, {{}})".format,
    st.sampled_from(["l", "m"]),
    st.sampled_from(["all", "exists", "exists_one"]),
    st.recursive(st.just(f"i == {V}.a"), lambda inner: _bools(inner, [*SCALARS, "i"]), max_leaves=3),
)
EXPRESSIONS = st.recursive(st.one_of(WHOLE, LOOPS), lambda inner: _bools(inner, SCALARS), max_leaves=6)
ITEM = st.sampled_from([0, 1, 2.5, "x", "", True, False])
DATA = st.fixed_dictionaries(
    {"a": ITEM, "b": ITEM, "l": st.lists(ITEM, max_size=3), "m": st.fixed_dictionaries({"k": ITEM, "j": ITEM})}
)
PLACES: tuple[tuple[str | int, ...], ...] = (("a",), ("b",), ("l",), ("m",), ("l", 0), ("m", "k"), ("m", "j"), ("m",))


@cache
def made(text: str) -> Expression | None:
    try:
        return Expression(text, {}, ())
    except ParameterError:
        return None


@cache
def library(text: str) -> Any:
    types = cel.Type
    declared = {"resource.values": types.Map(types.STRING, types.DYN), "environment": types.STRING}
    return cel.NewEnv(variables=declared).compile(text)


def truth(text: str, data: Mapping[str, object]) -> bool | None:
    """Return what the library says; None where it says nothing."""
    found = library(text).eval(data={"resource.values": data, "environment": "prod"})
    return found.value() if found.type().name() == "BOOL" else None


def ours(text: str, values: object) -> bool | None:
    found = made(text)
    assert found is not None
    holds = found.holds(resource(values=values, environment="prod"))
    assert isinstance(holds, bool) or holds, "what is not known has a cause"
    return holds if isinstance(holds, bool) else None


def put(data: object, path: tuple[str | int, ...], item: object) -> Any:
    """Return data with another item at a path; ABSENT takes it away."""
    if not path:
        return item
    if isinstance(data, dict):
        changed = {**data, path[0]: put(data.get(path[0]), path[1:], item)}
        return {key: each for key, each in changed.items() if each is not ABSENT}
    assert isinstance(data, list)
    changed_list = [put(each, path[1:], item) if at == path[0] else each for at, each in enumerate(data)]
    return [None if each is ABSENT else each for each in changed_list]


@settings(max_examples=600, deadline=None, derandomize=True)
@given(EXPRESSIONS, DATA)
def test_as_the_library_where_everything_is_known(text: str, data: dict[str, Any]) -> None:
    assume(made(text) is not None)
    wanted = truth(text, data)
    found = ours(text, data)
    if wanted is not None:
        assert found is wanted, text
    elif found is not None:
        # The library has an error for what is absent, which here is null: behind a list's end, under a key.
        assert "l[0]" in text or "m.z" in text or "m[" in text, text


@settings(max_examples=600, deadline=None, derandomize=True)
@given(EXPRESSIONS, DATA, st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True), st.booleans())
def test_decided_only_where_all_that_it_may_be_agrees(
    text: str, data: dict[str, Any], places: list[tuple[str | int, ...]], more: bool
) -> None:
    assume(made(text) is not None)
    places = [place for place in places if not (place == ("l", 0) and not data["l"])]
    places = [place for place in places if not any(place != other and place[: len(other)] == other for other in places)]
    unknown = data
    for place in places:
        unknown = put(unknown, place, UNKNOWN)
    is_open = more and ("m",) not in places
    decided = ours(text, _opened(unknown) if is_open else unknown)
    if decided is None:
        return
    for known in islice(_substituted(data, places, is_open), 400):
        # Over some values it comes to nothing (a list has no fields): of those that it is decided over, all agree.
        assert ours(text, known) in (decided, None), (text, known)
        assert truth(text, known) in (decided, None), (text, known)


def _opened(data: dict[str, Any]) -> Value:
    made_ = value(data)
    assert isinstance(made_.raw, dict)
    inner = made_.raw["m"]
    assert isinstance(inner.raw, dict)
    made_.raw["m"] = Value(OpenDict(inner.raw, [CAUSE]), inner.origin)
    return made_


def _substituted(data: dict[str, Any], places: list[tuple[str | int, ...]], is_open: bool) -> Iterator[dict[str, Any]]:
    for items in product(DOMAIN, repeat=len(places)):
        known = data
        for place, item in zip(places, items, strict=True):
            known = put(known, place, item)
        yield known
        if is_open:
            yield put(known, ("m", "z"), "x")
            yield put(known, ("m", "z"), 1)


OPEN = Value(OpenDict({"b": Value(1)}, [CAUSE]))
SOME = Value(OpenList([Value(1), Value(2)], [CAUSE]))
NAMED = Value(Lazy(lambda name: Value(1) if name == "b" else None))
HALF = Unknown([CAUSE], "prod-", "-eu")


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        # What is absent reads as null, and has() tells.
        ("resource.values.a != true || environment == 'prod'", {}, True),
        ("resource.values.a == null", {}, True),
        ("resource.values.a == null", {"a": None}, True),
        ("has(resource.values.a)", {"a": None}, False),
        ("resource.values.a.b.c == null", {}, True),
        ("resource.values.a[2].b == null", {"a": [{"b": 1}]}, True),
        ("resource.values.a.all(x, x.size < 10)", {}, True),
        ("resource.values.a.exists(x, x.size < 10)", {}, False),
        ("size(resource.values.a) == 0", {}, True),
        ("'x' in resource.values.a", {}, False),
        ("resource.values.a < 10", {}, None),
        ("!has(resource.values.a) || resource.values.a < 10", {}, True),
        # Decided without what is not known.
        ("resource.values.a == 1 || true", {"a": UNKNOWN}, True),
        ("resource.values.a == 1 && resource.values.b == 2", {"a": UNKNOWN, "b": 3}, False),
        ("resource.values.a.all(x, x.size < 10)", {"a": [{"size": UNKNOWN}, {"size": 20}]}, False),
        ("resource.values.a.exists(x, x.size < 10)", {"a": [{"size": UNKNOWN}, {"size": 2}]}, True),
        ("[resource.values.a, 2] == [1, 3]", {"a": UNKNOWN}, False),
        ("resource.values.a in ['x', resource.values.b]", {"a": "x", "b": UNKNOWN}, True),
        ("size(resource.values.a) == 2", {"a": [1, UNKNOWN]}, True),
        ("resource.values.a.startsWith('prod')", {"a": HALF}, True),
        ("resource.values.a.endsWith('-us')", {"a": HALF}, False),
        ("resource.values.a == 'dev-x-eu'", {"a": HALF}, False),
        # Not decided.
        ("has(resource.values.a)", {"a": UNKNOWN}, None),
        ("has(resource.values.a.b)", {"a": UNKNOWN}, None),
        ("size(resource.values.a) == 2", {"a": UNKNOWN}, None),
        ("size(resource.values.a) == 2", {"a": {"b": 1, "c": UNKNOWN}}, None),
        ("'b' in resource.values.a", {"a": {"b": UNKNOWN}}, None),
        ("resource.values.a == {'b': 1}", {"a": {"b": UNKNOWN}}, None),
        ("resource.values.a == resource.values.a", {"a": UNKNOWN}, None),
        ("resource.values.a.exists(k, k == 'b')", {"a": {"b": UNKNOWN}}, None),
        ("resource.values.a.all(k, k != 'b')", {"a": {"b": UNKNOWN}}, None),
        ("resource.values.a.all(k, k != 'b')", {"a": {"b": 1, "c": UNKNOWN}}, False),
        ("resource.values.a == {'b': 1}", {"a": OPEN}, None),
        ("resource.values.a == {'b': 2}", {"a": OPEN}, False),
        ("resource.values.a == {}", {"a": OPEN}, False),
        ("resource.values.a.all(k, k == 'b')", {"a": OPEN}, None),
        ("resource.values.a.exists(k, k == 'b')", {"a": OPEN}, True),
        ("size(resource.values.a) == 1", {"a": OPEN}, None),
        ("'c' in resource.values.a", {"a": OPEN}, None),
        ("resource.values.a != 'x'", {"a": UNKNOWN}, None),
        # A list that may have more items than it has, wherever these would stand.
        ("has(resource.values.a)", {"a": SOME}, True),
        ("resource.values.a.all(x, x < 3)", {"a": SOME}, None),
        ("resource.values.a.all(x, x < 2)", {"a": SOME}, False),
        ("resource.values.a.exists(x, x == 2)", {"a": SOME}, True),
        ("resource.values.a.exists(x, x == 3)", {"a": SOME}, None),
        ("resource.values.a.exists_one(x, x == 2)", {"a": SOME}, None),
        ("size(resource.values.a.filter(x, x > 2)) == 0", {"a": SOME}, None),
        ("resource.values.a.map(x, x) == [1, 2]", {"a": SOME}, None),
        ("size(resource.values.a) == 2", {"a": SOME}, None),
        ("resource.values.a == [1, 2]", {"a": SOME}, None),
        ("resource.values.a == [1]", {"a": SOME}, False),
        ("[1, 2, 3] == resource.values.a", {"a": SOME}, None),
        ("[] == resource.values.a", {"a": SOME}, False),
        ("2 in resource.values.a", {"a": SOME}, True),
        ("3 in resource.values.a", {"a": SOME}, None),
        ("resource.values.a[0] == 1", {"a": SOME}, None),
        ("resource.values.a[2] == null", {"a": SOME}, None),
        ("resource.values.a + [3] == [1, 2, 3]", {"a": SOME}, None),
        # What is there only by name cannot be counted or listed.
        ("resource.values.a.b == 1 && !has(resource.values.a.c)", {"a": NAMED}, True),
        ("'b' in resource.values.a && !('c' in resource.values.a)", {"a": NAMED}, True),
        ("size(resource.values.a) == 0", {"a": NAMED}, None),
        ("resource.values.a == {}", {"a": NAMED}, None),
        ("resource.values.a.exists(k, true)", {"a": NAMED}, None),
        ("(resource.values.a ? 1 : 2) == 3", {"a": UNKNOWN}, None),
        ("resource.values.a.startsWith('prod-x')", {"a": HALF}, None),
        # Numbers: whole ones of any size, all else as doubles.
        ("resource.values.a > 3", {"a": 2**80}, True),
        ("resource.values.a > 3", {"a": -(2**80)}, False),
        ("resource.values.a == 9223372036854775807", {"a": 2**63}, False),
        ("resource.values.a + 1 > 3", {"a": 2**63 - 1}, None),
        ("resource.values.a > 3", {"a": 3.5}, True),
        ("resource.values.a * 2.0 == 7.0", {"a": 3.5}, True),
        ("resource.values.a * 2.0 == 6.0", {"a": 3}, None),
        ("double(resource.values.a) * 2.0 == 6.0", {"a": 3}, True),
        ("int(resource.values.a) == 30", {"a": "30"}, True),
        ("int(resource.values.a) == 30", {"a": "x"}, None),
        ("resource.values.a == 1", {"a": True}, False),
        ("0.0 / 0.0 == 0.0 / 0.0", {}, False),
        # Types, also those that no value is of; a variable hides one.
        ("type(resource.values.a) == int", {"a": 1}, True),
        ("type(resource.values.a) == uint", {"a": 1}, False),
        ("type(resource.values.a) == google.protobuf.Timestamp", {"a": 1}, False),
        ("[1].all(int, int == 1) && type(resource.values.a) == int", {"a": 1}, True),
        # Faults decide nothing, and hide nothing.
        ("resource.values.a / 0 == 1", {"a": 1}, None),
        ("resource.values.a / 0 == 1 || true", {"a": 1}, True),
        ("resource.values.a.b == 1", {"a": [{"b": 1}]}, None),
        ("resource.values.a", {"a": True}, True),
        ("resource.values.a", {"a": "true"}, None),
        ("resource.values.a.matches('(a+)+b')", {"a": "a" * 5000}, False),
    ],
)  # fmt: skip
def test_table(text: str, values: object, expected: bool | None) -> None:
    assert ours(text, values) is expected


def test_causes_say_what_is_missing() -> None:
    found = Expression("resource.values.a.b < 10", {}, ())
    causes = found.holds(resource(values={"a": {}}))
    assert [each.text for each in causes] == [  # type: ignore[union-attr]
        "the expression does not say what it means that a.b is not set"
    ]
    assert found.holds(resource(values={"a": {"b": UNKNOWN}})) == (CAUSE,)
    (cause,) = found.holds(resource(values={"a": {"b": "secret-7"}}))  # type: ignore[misc]
    assert cause.text == "the expression fails: < cannot be used on a string and an int"


@pytest.mark.parametrize(
    "shape", ["{v}.all(a, {v}.all(b, {v}.all(c, a + b + c >= 0)))", "{v}.map(a, {v}.map(b, a + b)).size() == 1"]
)
def test_work_is_bounded(shape: str) -> None:
    text = shape.format(v="resource.values.a")
    found = Expression(text, {}, ())
    (cause,) = found.holds(resource(values={"a": list(range(400))}))  # type: ignore[misc]
    assert cause.text == "the expression takes more than 200,000 steps"


NUMBERS = {f"k{number}": number for number in range(3000)}
LARGE = Value(
    {
        "a": Value([Value(number) for number in NUMBERS.values()]),
        "m": Value({key: Value(number) for key, number in NUMBERS.items()}),
        "s": Value("x" * 500_000),
    }
)


@pytest.mark.parametrize(
    "inner",
    [
        "size({v}.m) > 0",
        "{v}.m != {{}}",
        "{v}.a != [{v}.a]",
        "size({v}.a + {v}.a) > 1",
        "{v}.a == {v}.a",
        "!{v}.s.contains('b')",
        "!{v}.s.matches('(x?){{20}}y')",
        "{v}.s == {v}.s",
        "!({v}.s in [{v}.s + 'x'])",
        "{v}.m.exists(k, true)",
    ],
)
def test_what_looks_at_much_takes_more_than_a_step(inner: str) -> None:
    found = Expression(f"{V}.a.all(i, {inner.format(v=V)})", {}, ())
    (cause,) = found.holds(resource(values=LARGE))  # type: ignore[misc]
    assert cause.text == "the expression takes more than 200,000 steps"


@pytest.mark.parametrize(
    "inner", ["size({v}.a) > 0", "{v}.a[0] == 0", "'k1' in {v}.m", "{v}.m['k2'] == 2", "params.m['k2'] == 2"]
)
def test_what_is_found_at_once_takes_a_step(inner: str) -> None:
    found = Expression(f"{V}.a.all(i, {inner.format(v=V)})", {"m": NUMBERS}, ())
    assert found.holds(resource(values=LARGE)) is True


def test_the_whole_scan_is_bounded() -> None:
    found = Expression("resource.values.a.all(a, resource.values.a.all(b, a + b >= 0))", {}, ())
    found._budget.left = 500_000
    large = resource(values={"a": list(range(200))})
    outcomes = [found.holds(large) for _ in range(4)]
    assert outcomes[0] is True
    assert outcomes[-1] is not True
    assert found.holds(resource(values={"a": []})) is True, "what takes nothing is still decided"
