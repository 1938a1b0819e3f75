"""Resources from plain Python, for tests of checks: every value has a place of its own in a made-up source text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from finops_guard.kubernetes.pods import template_steps
from finops_guard.location import SourceText, Span
from finops_guard.policy.checks import module, subject
from finops_guard.policy.model import Judged, MatchedRoot, Outcome, PlacedResource, Subject
from finops_guard.pricing.costs import Costs
from finops_guard.resources import Child, Environment, Resource, ResourceSet, Root, Tag, TagOrigin, TagSet
from finops_guard.values import Cause, CauseKind, Unknown, Value

SOURCE = SourceText("main.tf", "\n".join(f"line {number}" for number in range(1, 500)))
CAUSE = Cause(CauseKind.NO_VALUE, "var.x has no value")
UNKNOWN = Unknown([CAUSE])


def span(line: int) -> Span:
    start = SOURCE.text.index(f"line {line}\n")
    return Span(SOURCE, start, start + len(f"line {line}"))


def value(plain: object, line: int = 1) -> Value:
    """Return plain data as a Value; its parts stand on the lines that follow."""
    if isinstance(plain, Value):
        return plain
    if isinstance(plain, Mapping):
        return Value({str(key): value(item, line + at) for at, (key, item) in enumerate(plain.items(), 1)}, span(line))
    if isinstance(plain, list | tuple):
        return Value([value(item, line + at) for at, item in enumerate(plain, 1)], span(line))
    if isinstance(plain, float):
        return Value(Decimal(str(plain)), span(line))
    assert plain is None or isinstance(plain, bool | int | str | Decimal | Unknown)
    return Value(plain, span(line))


def tags(plain: Mapping[str, object] | None, *, is_open: bool = False) -> TagSet | None:
    """Return a TagSet: keys stand on line 100 and following, values 100 lines later."""
    if plain is None:
        return None
    made = {
        key: Tag(key, value(item, 200 + at), TagOrigin.RESOURCE, span(100 + at))
        for at, (key, item) in enumerate(plain.items())
    }
    return TagSet(made, (CAUSE,) if is_open else ())


def resource(
    type_: str = "aws_instance",
    values: object = None,
    *,
    name: str = "web",
    tagged: Mapping[str, object] | None = None,
    is_open: bool = False,
    environment: str | None = None,
    causes: tuple[Cause, ...] = (),
    children: tuple[Child, ...] = (),
    root: str = "",
) -> Resource:
    kubernetes = type_[:1].isupper()
    manifest = value(values or {}, 20)
    version = manifest.get("apiVersion")
    group = str(version.raw).rpartition("/")[0] if version else ""
    return Resource(
        address=f"{type_}/{name}" if kubernetes else f"{type_}.{name}",
        type=type_,
        name=name,
        provider="kubernetes" if kubernetes else type_.partition("_")[0],
        source="kubernetes" if kubernetes else "terraform",
        root=root,
        span=span(10),
        values=manifest,
        tags=tags(tagged, is_open=is_open),
        environment=Environment(environment, "tag" if environment else "", causes),
        children=children,
        kind=type_ if kubernetes else "",
        pod_template=template_steps(group, type_, manifest) if kubernetes else None,
    )


def container(name: str, resources: object = None, *, kind: str = "container", line: int = 50, **more: object) -> Child:
    return Child(kind, name, value({"name": name, "resources": resources or {}, **more}, line), span(line))


def root(*resources: Resource, causes: tuple[Cause, ...] = (), path: str = "live") -> Root:
    return Root(path, "terraform", span(1), resources, Environment(), causes)


def matched(*resources: Resource, causes: tuple[Cause, ...] = ()) -> MatchedRoot:
    """Return a root as a policy about all its machines sees it."""
    machines = tuple(each for each in resources if each.type == "aws_instance")
    return MatchedRoot(root(*resources, causes=causes), machines)


def judge(check: str, parameters: Mapping[str, object], judged: Judged) -> list[Outcome] | None:
    """Return the outcomes of a check; None where it does not apply. A resource is judged alone."""
    if isinstance(judged, Resource) and subject(check, parameters) is Subject.RELATED:
        judged = PlacedResource(judged, Costs(ResourceSet()))
    outcomes = module(check).configure(parameters).judge(judged)
    return None if outcomes is None else list(outcomes)


def verdicts(check: str, parameters: Mapping[str, object], judged: Judged) -> list[tuple[str, str]] | None:
    """Return (verdict, key) of each outcome."""
    outcomes = judge(check, parameters, judged)
    return None if outcomes is None else [(outcome.verdict.value, outcome.key) for outcome in outcomes]
