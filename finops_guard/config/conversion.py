"""A valid configuration as Settings; what a schema cannot see (paths, spellings) is judged here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from finops_guard.config.files import USAGE, find_usage
from finops_guard.documents.model import key_span
from finops_guard.errors import ConfigError, Problem
from finops_guard.findings import Enforcement, Severity
from finops_guard.schema import suggest
from finops_guard.settings import (
    ENVIRONMENT_NAMES,
    ENVIRONMENT_TAGS,
    MAX_FILE_SIZE,
    PACKS,
    BudgetSettings,
    ChartDeployment,
    EnvironmentOverride,
    EnvironmentSettings,
    KubernetesSettings,
    OwnPrice,
    PolicyOverride,
    PriceSettings,
    ScoreSettings,
    Settings,
    TerraformSettings,
    UsageSettings,
    Written,
)
from finops_guard.sources import gitignore
from finops_guard.tree import Tree, join
from finops_guard.values import Plain, Value, plain, show

_UNITS = {"B": 1, "KiB": 1024, "MiB": 1024 * 1024}
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:").match

# What means more than itself in a pattern.
_SPECIAL = re.compile(r"[\\*?\[\]]")

_NOTHING = Value(None)
_EMPTY = Value({})


class Converter:
    """Turns one valid document into Settings, and gathers the problems that its schema cannot express."""

    def __init__(self, tree: Tree, base: str) -> None:
        self.problems: list[Problem] = []
        self._tree = tree
        self._base = base
        # A configuration that was named from outside the scanned tree speaks of all of it.
        self._patterns_from = "" if base.startswith(("/", "..")) else base

    def settings(self, document: Value) -> Settings:
        get = document.get
        environment = self._environment(get("environment") or _EMPTY)
        return Settings(
            profile=_text(get("profile"), "crawl"),
            select=_texts(get("select")),
            ignore=_texts(get("ignore")),
            policies={name: self._override(value, environment.names) for name, value in _entries(get("policies"))},
            packs=_texts(get("packs")) or PACKS,
            policy_directories=tuple(self._directories(get("policy-directories") or _NOTHING)),
            exclude=tuple(self._excluded(get("exclude") or _NOTHING)),
            max_file_size=_size(get("max-file-size")),
            unresolved=_text(get("unresolved"), "report"),
            fail_on=Severity(_text(get("severity"), Severity.ERROR)),
            inline_ignores=_text(get("inline-ignores"), "any"),
            environment=environment,
            terraform=self._terraform(get("terraform") or _EMPTY),
            kubernetes=self._kubernetes(get("kubernetes") or _EMPTY, environment.names),
            usage=self._usage(get("usage")),
            baseline=self._baseline(get("baseline")),
            prices=self._prices(get("prices") or _EMPTY),
            budgets=self._budgets(get("budgets"), environment.names),
            score=self._score(get("score") or _EMPTY),
            written=Written(document),
        )

    def _environment(self, value: Value) -> EnvironmentSettings:
        names = self._names(value.get("names") or _EMPTY)
        paths = {}
        for pattern, name in _entries(value.get("paths")):
            where = self._path(pattern, name, self._patterns_from)
            environment = self._known_environment(name, names)
            if where is not None:
                paths[where] = environment
        tags = value.get("tags")
        return EnvironmentSettings(names, _texts(tags) if tags else ENVIRONMENT_TAGS, paths)

    def _known_environment(self, name: Value, names: Mapping[str, tuple[str, ...]]) -> str:
        environment = str(name.raw).lower()
        if environment not in names:
            hint = suggest(environment, names) or f"known: {', '.join(names)}; add it to environment.names"
            self._problem(f"there is no environment {show(name)}", name, hint)
        return environment

    def _names(self, value: Value) -> Mapping[str, tuple[str, ...]]:
        """Return the built-in names with the given ones over them, in lower case, as they are looked up.

        A spelling given here leaves the built-in environment that it would mean otherwise.
        """
        given: dict[str, tuple[str, ...]] = {}
        meaning: dict[str, str] = {}
        for key, spellings in _entries(value):
            name = key.lower()
            words = [name, *(word.lower() for word in _texts(spellings))] if spellings.raw else []
            given[name] = tuple(dict.fromkeys(words))
            for word in given[name]:
                first = meaning.setdefault(word, name)
                if first != name:
                    self._problem(f'"{word}" means both {first} and {name}', spellings, "leave it in one of them")
        builtin = {
            name: tuple(spelling for spelling in spellings if spelling not in meaning)
            for name, spellings in ENVIRONMENT_NAMES.items()
        }
        return {name: spellings for name, spellings in {**builtin, **given}.items() if spellings}

    def _terraform(self, value: Value) -> TerraformSettings:
        files = [("var-file", path) for path in self._files(value.get("var-files") or _NOTHING)]
        variables = [("var", f"{name}={_argument(plain(item))}") for name, item in _entries(value.get("vars"))]
        return TerraformSettings(
            assignments=(*files, *variables),
            workspace=_text(value.get("workspace"), "default"),
            parser=_text(value.get("parser"), "builtin"),
        )

    def _kubernetes(self, value: Value, names: Mapping[str, tuple[str, ...]]) -> KubernetesSettings:
        charts = {}
        for pattern, deployments in _entries(value.get("charts")):
            where = self._path(pattern, deployments, self._patterns_from)
            deployed = tuple(self._chart_deployment(each, names) for each in deployments.items())
            if where is None:
                continue
            charts[where] = deployed
            chart = join(where, "Chart.yaml") if not _SPECIAL.search(where) else None
            if chart is not None and not self._tree.is_file(chart):
                hint = "name the directory of a Chart.yaml, or a glob over such directories"
                self._problem(f"there is no chart {show(Value(pattern))}", deployments, hint)
        overlays = {}
        for pattern, name in _entries(value.get("overlays")):
            where = self._path(pattern, name, self._patterns_from)
            environment = self._known_environment(name, names) if name.raw else ""
            if where is not None:
                overlays[where or "."] = environment
        templates = _entries(value.get("pod-templates"))
        return KubernetesSettings(
            render=_text(value.get("render"), "auto"),
            overlays=overlays,
            pod_templates={_kind(name): tuple(str(path.raw).split(".")) for name, path in templates},
            charts=charts,
        )

    def _usage(self, value: Value | None) -> UsageSettings:
        try:
            if value is not None and value.raw:
                path = next(self._files(Value([value])), None)
            elif self._tree.is_file(beside := join(self._base, USAGE) or ""):
                path = beside  # it may stand outside of the scanned tree, as the configuration may
            else:
                path = find_usage(self._tree, self._patterns_from)
            if path is None:
                return UsageSettings()
            from finops_guard.pricing import usage_reading

            return usage_reading.read(self._tree, path)
        except ConfigError as failure:
            self.problems += failure.problems
            return UsageSettings()

    def _baseline(self, value: Value | None) -> str | None:
        return next(self._files(Value([value])), None) if value is not None and value.raw else None

    def _prices(self, value: Value) -> PriceSettings:
        from finops_guard.config.prices import discounts, exchange

        currency = _text(value.get("currency"), "USD")
        own: tuple[OwnPrice, ...] = ()
        books = tuple(self._files(value.get("book") or _NOTHING))
        if books:
            from finops_guard.pricing import book_reading

            own, problems = book_reading.read(self._tree, books, currency)
            self.problems += problems
        rate, day = exchange(value, currency, self._problem)
        lowered = discounts(value.get("discounts"), self._problem)
        return PriceSettings(own, lowered, currency, rate, day)

    def _budgets(self, value: Value | None, names: Mapping[str, tuple[str, ...]]) -> tuple[BudgetSettings, ...]:
        if value is None or not value.raw:
            return ()
        from finops_guard.config.budgets import budgets

        def path(pattern: Value) -> str | None:
            return self._path(str(pattern.raw), pattern, self._patterns_from)

        return budgets(value, path, lambda name: self._known_environment(name, names), self._problem)

    def _score(self, value: Value) -> ScoreSettings:
        weights = {name: int(str(weight.raw)) for name, weight in _entries(value.get("weights"))}
        thresholds = {
            check: {level: Decimal(str(figure.raw)) for level, figure in _entries(figures)}
            for check, figures in _entries(value.get("thresholds"))
        }
        targets = {name: str(level.raw) for name, level in _entries(value.get("targets"))}
        modules = _texts(value.get("approved-modules"))
        return ScoreSettings(_text(value.get("benchmark"), "ff-2026"), weights, thresholds, targets, modules)

    def _chart_deployment(self, value: Value, names: Mapping[str, tuple[str, ...]]) -> ChartDeployment:
        environment = value.get("environment")
        return ChartDeployment(
            environment=self._known_environment(environment, names) if environment else "",
            release=_text(value.get("release"), ""),
            namespace=_text(value.get("namespace"), ""),
            values=tuple(self._files(value.get("values") or _NOTHING)),
            kube_version=_text(value.get("kube-version"), ""),
        )

    def _override(self, value: Value, names: Mapping[str, tuple[str, ...]]) -> PolicyOverride:
        change, environments = _change(value), value.get("environments")
        for name, each in _entries(environments):
            if name not in names:
                at = environments and key_span(environments, name)
                hint = suggest(name, names) or f"known: {', '.join(names)}; add it to environment.names"
                self._problem(f"there is no environment {show(Value(name))}", Value(name, at or each.origin), hint)
        return PolicyOverride(
            change.enabled is not False,
            change.severity,
            change.parameters,
            change.enforcement,
            _text(value.get("on_unresolved"), ""),
            {name: _change(each) for name, each in _entries(environments)},
        )

    def _directories(self, value: Value) -> Iterator[str]:
        for item in value.items():
            path = self._path(str(item.raw), item, self._base)
            if path is not None and not self._tree.is_dir(path):
                self._problem(f"there is no directory {show(item)}", item, "paths start at the configuration file")
            elif path is not None:
                yield path

    def _files(self, value: Value) -> Iterator[str]:
        for item in value.items():
            path = self._path(str(item.raw), item, self._base)
            if path is not None and not self._tree.is_file(path):
                self._problem(f"there is no file {show(item)}", item, "paths start at the configuration file")
            elif path is not None:
                yield path

    def _path(self, text: str, at: Value, base: str) -> str | None:
        """Return a path of the configuration as a path of the tree; None, with a problem, where it leaves the tree."""
        path = None if _ABSOLUTE(text) else join(base, text)
        if path is None:
            shown = show(Value(text))
            self._problem(f"the path {shown} leaves the scanned directory", at, "only files below it are ever read")
        return path

    def _excluded(self, value: Value) -> Iterator[str]:
        for item in value.items():
            pattern = self._anchored(str(item.raw))
            reason = gitignore.problem(pattern)
            if reason:
                self._problem(f"the pattern {show(item)} cannot be used: {reason}", item)
            else:
                yield pattern

    def _anchored(self, pattern: str) -> str:
        """Return a .gitignore pattern so that it means below the scan root what it says beside the configuration."""
        if not self._patterns_from:
            return pattern
        negated, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
        anchored = "/" in body.rstrip("/")
        base = _SPECIAL.sub(r"\\\g<0>", self._patterns_from)
        return f"{negated}/{base}/{'' if anchored else '**/'}{body.lstrip('/')}"

    def _problem(self, message: str, at: Value, hint: str = "") -> None:
        self.problems.append(Problem(message, at.origin.location() if at.origin else None, hint))


def _kind(name: str) -> tuple[str, str]:
    group, _, kind = name.rpartition("/")
    return group, kind


def _change(value: Value) -> EnvironmentOverride:
    enabled, severity, enforcement = value.get("enabled"), value.get("severity"), value.get("enforcement")
    parameters = value.get("parameters")
    raw = plain(parameters) if parameters else {}
    return EnvironmentOverride(
        None if enabled is None else bool(enabled.raw),
        Severity(str(severity.raw)) if severity else None,
        raw if isinstance(raw, dict) else {},
        Enforcement(str(enforcement.raw)) if enforcement else None,
    )


def _entries(value: Value | None) -> Iterator[tuple[str, Value]]:
    if value is not None and isinstance(value.raw, Mapping):
        yield from value.raw.items()


def _text(value: Value | None, default: str) -> str:
    return default if value is None else str(value.raw)


def _texts(value: Value | None) -> tuple[str, ...]:
    return tuple(str(item.raw) for item in value.items()) if value else ()


def _size(value: Value | None) -> int:
    if value is None:
        return MAX_FILE_SIZE
    if isinstance(value.raw, int):
        return value.raw
    digits, unit = re.findall(r"\d+|[A-Za-z]+", str(value.raw))
    return int(digits) * _UNITS[unit]


def _argument(value: Plain) -> str:
    """Return a variable's value as one writes it after ``-var name=``: text as it is, all else as an expression."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, default=_number, ensure_ascii=False)
    # Terraform reads the text of a list or an object as an expression, in which these would begin a template.
    return text.replace("${", "$${").replace("%{", "%%{")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"not a number: {type(value).__name__}")
