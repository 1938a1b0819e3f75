"""Which resources the code shows to be able to run on ARM processors.

Sources of the versions: AWS on Graviton for RDS ("MySQL 8.0.17 and higher, MariaDB 10.4.13 and higher, and PostgreSQL
12.3 and higher"); ElastiCache API Reference, CacheNode (Redis OSS 5.0.6, Memcached 1.5.16); Amazon OpenSearch Service
Developer Guide, "Supported instance types" (Elasticsearch 7.9, any OpenSearch); AWS Lambda Developer Guide, runtimes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from finops_guard.catalog import machine_prices
from finops_guard.catalog.machine_prices import Price
from finops_guard.findings import Verdict
from finops_guard.location import Span
from finops_guard.policy.model import Outcome
from finops_guard.pricing.changes import Change
from finops_guard.pricing.estimates import HOURS, shown
from finops_guard.pricing.places import at, first, market
from finops_guard.resources import Resource
from finops_guard.values import Cause, Value

# What runs code without naming a machine, and what it is paid for as.
CODE = {"aws_ecs_task_definition": "fargate", "aws_lambda_function": "lambda"}

_MINIMUM = {
    "mysql": (8, 0, 17),
    "mariadb": (10, 4, 13),
    "postgres": (12, 3),
    "redis": (5, 0, 6),
    "memcached": (1, 5, 16),
    "elasticsearch": (7, 9),
}
_DEFAULT_VERSIONS = {"aws_elasticsearch_domain": "1.5"}  # of the provider
_VERSION = re.compile(r"(?P<engine>[A-Za-z]+_)?(?P<numbers>\d{1,5}(?:\.\d{1,5}){0,3})(?:\.x)?", re.ASCII)

# Node groups whose image is made for one architecture, or for accelerators.
_BOUND_IMAGES = ("CUSTOM", "WINDOWS", "NVIDIA", "NEURON", "GPU")
_RUNTIMES = re.compile(
    r"(?:python3\.(?:[89]|\d\d)|nodejs(?:1[2-9]|2\d)\.x|java(?:8\.al2|1[1-9]|2\d)|dotnet(?:core3\.1|[6-9]|1\d)"
    r"|ruby(?:2\.7|3\.\d)|provided\.al2(?:023)?)"
)


def may_move(resource: Resource, service: str) -> bool:
    """Tell whether nothing that the code says of their system binds the machines of a resource to another one."""
    if service == "ec2" and resource.type == "aws_eks_node_group":
        image = resource.values.get("ami_type")
        name = image.raw if image is not None and isinstance(image.raw, str) else ""
        return not any(word in name for word in _BOUND_IMAGES) and not list(at(resource.values, "launch_template"))
    systems = ("os_type", "os_sku", "default_node_pool.os_sku")
    written = [value.raw for path in systems for value in at(resource.values, path) if isinstance(value.raw, str)]
    return not any(system.startswith("Windows") for system in written) and "windows" not in resource.type


def version_causes(resource: Resource, service: str) -> tuple[bool, tuple[Cause, ...]]:
    """Tell whether the version of an engine runs on ARM processors, and where that is not known, why."""
    if service not in {"rds", "elasticache", "opensearch"}:
        return True, ()
    where = market(resource, service)
    engine = "elasticsearch" if service == "opensearch" else where.engine
    if where.causes:
        return True, where.causes
    value = first(resource.values, "engine_version") or first(resource.values, "elasticsearch_version")
    if value is not None and value.is_unknown:
        return True, value.causes
    written = str(value.raw) if value is not None else _DEFAULT_VERSIONS.get(resource.type, "")
    match = _VERSION.fullmatch(written)
    if match is None or (match["engine"] or "").lower() == "opensearch_":
        return True, ()  # without a version, the service's newest
    numbers = tuple(map(int, match["numbers"].split(".")))
    least = _MINIMUM.get(engine, ())
    return numbers >= least[: len(numbers)], ()


def code(resource: Resource, least: Decimal) -> Iterator[Outcome] | None:
    """Judge a function or a task that does not say it runs on ARM; None where that cannot be chosen by the code."""
    return _function(resource, least) if resource.type == "aws_lambda_function" else _task(resource, least)


def _function(resource: Resource, least: Decimal) -> Iterator[Outcome] | None:
    package, runtime = resource.values.get("package_type"), resource.values.get("runtime")
    if package is not None and package.raw == "Image":
        return None
    if runtime is None or runtime.is_null:
        return None
    return _judge_function(resource, runtime, least)


def _judge_function(resource: Resource, runtime: Value, least: Decimal) -> Iterator[Outcome]:
    chosen = first(resource.values, "architectures")
    causes = (*runtime.causes, *(chosen.causes if chosen is not None else ()))
    if not causes:
        is_able = isinstance(runtime.raw, str) and _RUNTIMES.fullmatch(runtime.raw)
        if not is_able or (chosen is not None and chosen.raw == "arm64"):
            return
    prices = _both("lambda", "gib-second", market(resource, "lambda").region)
    if prices is None or prices[1].amount > prices[0].amount * (1 - least):
        return
    span = (chosen.origin if chosen is not None else None) or runtime.origin
    share = f"{(1 - prices[1].amount / prices[0].amount) * 100:.0f} %"
    text = f"{resource.address} runs on x86_64; on arm64 a GiB-second costs {share} less in {prices[1].region}"
    yield _outcome(text, "architectures", span, causes)


def _task(resource: Resource, least: Decimal) -> Iterator[Outcome] | None:
    launches = [value.raw for value in at(resource.values, "requires_compatibilities")]
    return _judge_task(resource, least) if "FARGATE" in launches else None


def _judge_task(resource: Resource, least: Decimal) -> Iterator[Outcome]:
    system = first(resource.values, "runtime_platform.operating_system_family")
    chosen = first(resource.values, "runtime_platform.cpu_architecture")
    if system is not None and isinstance(system.raw, str) and system.raw.startswith("WINDOWS"):
        return
    if chosen is not None and chosen.raw == "ARM64":
        return
    causes = (*(chosen.causes if chosen is not None else ()), *(system.causes if system is not None else ()))
    region = market(resource, "fargate").region
    cpu, memory = _both("fargate", "vcpu", region), _both("fargate", "gib", region)
    if cpu is None or memory is None or cpu[1].amount > cpu[0].amount * (1 - least):
        return
    span = chosen.origin if chosen is not None else None
    share = f"{(1 - cpu[1].amount / cpu[0].amount) * 100:.0f} %"
    text = f"{resource.address} runs on x86_64; on arm64 a vCPU and a GiB cost {share} less in {cpu[1].region}"
    amounts = [_thousandth(resource.values.get(name)) for name in ("cpu", "memory")]
    if None not in amounts:
        parts = zip(amounts, (cpu, memory), strict=True)
        monthly = (
            sum((amount * (old.amount - new.amount) for amount, (old, new) in parts if amount), Decimal(0)) * HOURS
        )
        text += f": {shown(monthly)} a month for each task that always runs"
    yield _outcome(text, "runtime_platform.cpu_architecture", span, causes)


def _outcome(text: str, key: str, span: Span | None, causes: tuple[Cause, ...]) -> Outcome:
    changes = (Change(((key, "arm64" if key == "architectures" else "ARM64"),)),)
    return Outcome(Verdict.UNRESOLVED if causes else Verdict.FAIL, text, key, span, causes, {"path": key}, changes)


def _both(service: str, name: str, region: str) -> tuple[Price, Price] | None:
    """Return what a part costs on both architectures; None where either has no price in the region."""
    x86 = machine_prices.lookup(service, name, region, "x86_64")
    arm = machine_prices.lookup(service, name, region, "arm64")
    return (x86, arm) if isinstance(x86, Price) and isinstance(arm, Price) else None


def _thousandth(value: Value | None) -> Decimal | None:
    """Return CPU units as vCPUs, MiB as GiB; None for what is written in another way."""
    text = str(value.raw) if value is not None and isinstance(value.raw, str | int) else ""
    return Decimal(text) / 1024 if re.fullmatch(r"\d{1,7}", text) else None
