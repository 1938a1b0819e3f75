"""A policy file and a configuration's changes to it, made into a policy that is ready to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard import schema
from finops_guard.errors import Problem
from finops_guard.findings import Enforcement, Severity
from finops_guard.policy.checks import NAMES, Deferred, module, subject
from finops_guard.policy.filtering import KEYS, filters_of
from finops_guard.policy.fixes import fix_of
from finops_guard.policy.messages import COMMON_FIELDS, unknown_fields
from finops_guard.policy.model import Match, Policy, PolicyFile, Profile, Subject
from finops_guard.policy.parameters import Configured, as_value, at, configured, merged, written
from finops_guard.policy.types import BLOCKS
from finops_guard.policy.value_files import ValueFiles
from finops_guard.policy.vocabulary import unknown_environments
from finops_guard.settings import EnvironmentOverride, PolicyOverride
from finops_guard.values import Value

_UNCHANGED = EnvironmentOverride()


class Setting(Struct, frozen=True):
    """What policies are built in: the scan's profile and environments, the configuration's document, and files.

    ``files`` reads those that parameters may name.
    """

    profile: Profile
    environments: Mapping[str, tuple[str, ...]]
    configuration: Value | None = None
    files: ValueFiles = field(default_factory=lambda: ValueFiles(None))


class _Changes(Struct, frozen=True):
    """What a configuration changes about one policy, and its document with the places of that."""

    override: PolicyOverride
    document: Value | None
    label: str

    def parameters(self, environment: str = "") -> Value | None:
        """Return the parameters for all environments or one, with their places where a file holds them."""
        at_all = self.override.environments.get(environment, _UNCHANGED) if environment else self.override
        if not at_all.parameters:
            return None
        path = ("environments", environment, "parameters") if environment else ("parameters",)
        return at(self.document, path) or as_value(at_all.parameters)


def build(
    file: PolicyFile, override: PolicyOverride, key: str, setting: Setting
) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the policy as it applies in this scan, or everything that is wrong with it and its changes.

    ``key`` is what the configuration calls it by. The file is right as far as its schema can tell.
    """
    building = _Building(file, _Changes(override, at(setting.configuration, ("policies", key)), key), setting)
    policy = building.policy()
    return (None if building.problems else policy), tuple(dict.fromkeys(building.problems))


def trial(file: PolicyFile, setting: Setting) -> tuple[Problem, ...]:
    """Return what is wrong with the check of a file that its schema refuses, as far as there is one to try."""
    check = file.data.get("check")
    if not isinstance(check, Mapping) or len(check) != 1:
        return ()
    ((name, _),) = check.items()
    parameters = written(at(file.value, ("check", name)))
    if name not in NAMES or parameters is None or schema.validate(parameters, "policy", name):
        return ()  # told already
    message = file.data.get("message")
    found = configured(name, parameters, "", setting.files, is_valid=True)
    return (*found.problems, *_unknown_fields(file, name, message if isinstance(message, str) else ""))


class _Building:
    def __init__(self, file: PolicyFile, changes: _Changes, setting: Setting) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._changes = changes
        self._setting = setting
        ((self._check_name, self._parameters),) = file.data["check"].items()
        self._written = written(at(file.value, ("check", self._check_name)))

    def policy(self) -> Policy:
        file, data, override = self._file, self._file.data, self._changes.override
        changed = self._changes.parameters()
        made = self._configured(changed, "")
        message = data.get("message", "")
        if not file.bundled:
            self.problems += _unknown_fields(file, self._check_name, message)
        declared, blocks_from = Severity(data["severity"]), Profile(data.get("blocks_from", "crawl"))
        enforcement = override.enforcement or Enforcement(data.get("enforcement", Enforcement.SOFT))
        policy = Policy(
            id=file.id,
            name=file.name,
            title=data["title"],
            description=data["description"].strip(),
            severity=_capped(override.severity or self._severity(declared), enforcement),
            declared_severity=declared,
            blocks_from=blocks_from,
            capability=data["capability"],
            match=self._match(subject(self._check_name, made.told)),
            check_name=self._check_name,
            subject=subject(self._check_name, made.told),
            parameters=made.told,
            check=made.check or Deferred(self._check_name, made.told),
            message=message,
            remediation=data["remediation"].strip(),
            references=tuple(data.get("references", ())),
            path=file.path,
            bundled=file.bundled,
            applies_from=Profile(data.get("applies_from", "crawl")),
            equivalents={tool: tuple(names) for tool, names in data.get("equivalents", {}).items()},
            enforcement=enforcement,
            on_unresolved=override.on_unresolved or data.get("on_unresolved", ""),
            pack=file.pack,
            enabled=override.enabled,
            lists=made.digest,
            fix=fix_of(data),
        )
        names = dict.fromkeys((*data.get("environments", {}), *override.environments))
        return replace(policy, environments={name: self._in(name, policy, changed) for name in names})

    def _match(self, judged: Subject) -> Match:
        match, data = _match(self._file.data), self._file.data["match"]
        if not any(key in part for part in (data, data.get("unless", {})) for key in KEYS):
            return match
        value = at(self._file.value, ("match",)) or as_value(data)
        found, problems = filters_of(value, judged, self._setting.files)
        self.problems += problems
        return replace(match, filters=found[0], not_filters=found[1])

    def _in(self, name: str, policy: Policy, changed: Value | None) -> Policy:
        """Return the policy as it applies in one environment: what is said of that goes before what is said of all."""
        own: Mapping[str, Any] = self._file.data.get("environments", {}).get(name, {})
        change = self._changes.override.environments.get(name, _UNCHANGED)
        severity = change.severity or (self._severity(Severity(own["severity"])) if "severity" in own else None)
        enforcement = change.enforcement or Enforcement(own.get("enforcement", policy.enforcement))
        enabled = own.get("enabled", policy.enabled) if change.enabled is None else change.enabled
        layers = (self._own_parameters(name), self._changes.parameters(name))
        parts: dict[str, Any] = {}
        if any(layer is not None for layer in layers):
            made = self._configured(changed, name, *layers)
            if subject(policy.check_name, made.told) is not policy.subject:
                text = f"{self._file.name}: the environment {name} cannot change whether other resources are looked at"
                self.problems.append(Problem(text, None, "write a policy of its own"))
            parts = {
                "parameters": made.told,
                "check": made.check or Deferred(policy.check_name, made.told),
                "lists": made.digest,
            }
        severity = _capped(severity or policy.severity, enforcement)
        return replace(policy, severity=severity, enforcement=enforcement, enabled=enabled, **parts)

    def _own_parameters(self, environment: str) -> Value | None:
        path = ("environments", environment, "parameters")
        data = self._file.data.get("environments", {}).get(environment, {}).get("parameters")
        return None if data is None else at(self._file.value, path) or as_value(data)

    def _configured(self, changed: Value | None, environment: str, *more: Value | None) -> Configured:
        """Return the check with its own parameters, and those that are laid over them in order."""
        layers = [layer for layer in (changed, *more) if layer is not None]
        label = self._changes.label
        is_own = changed is None and not self._changes.parameters(environment)
        if self._file.bundled and is_own:
            # Tests hold that it can be configured.
            told = self._parameters
            for layer in layers:
                told = _plain_merged(told, layer)
            return Configured(Deferred(self._check_name, told), told)
        value = self._written or as_value(self._parameters)
        for layer in layers if self._file.bundled else [value, *layers]:
            self.problems += unknown_environments(self._check_name, layer, self._setting.environments)
        where = f"policies.{label}.{f'environments.{environment}.' if environment else ''}parameters"
        for layer in layers:
            value = merged(value, layer)
        is_valid = not layers and not self._file.bundled
        made = configured(self._check_name, value, where, self._setting.files, is_valid=is_valid)
        self.problems += made.problems
        return made

    def _severity(self, declared: Severity) -> Severity:
        """Return how severe an error is in the scan's profile."""
        blocks_from = Profile(self._file.data.get("blocks_from", "crawl"))
        if declared is Severity.ERROR and self._setting.profile.rank < blocks_from.rank:
            return Severity.WARNING
        return declared


def _plain_merged(told: Mapping[str, Any], layer: Value) -> Mapping[str, Any]:
    from finops_guard.values import plain

    found = plain(merged(as_value(told), layer))
    return found if isinstance(found, dict) else {}


def _capped(severity: Severity, enforcement: Enforcement) -> Severity:
    """Return a severity that is no error where the policy only advises."""
    advises = enforcement is Enforcement.ADVISORY and severity is Severity.ERROR
    return Severity.WARNING if advises else severity


def _match(data: Mapping[str, Any]) -> Match:
    """Return what a policy is about, without filters."""
    match = data["match"]
    resources = match["resources"]
    return Match(
        types=tuple(resources) if isinstance(resources, list) else (),
        taggable=resources == "taggable",
        providers=tuple(data.get("providers", ())),
        environments=tuple(match.get("environments", ())),
        not_environments=tuple(match.get("unless", {}).get("environments", ())),
        not_types=tuple(match.get("unless", {}).get("resources", ())),
        workloads=resources == "workloads",
        not_names=tuple(match.get("unless", {}).get("names", ())),
        named_environments=match.get("unless", {}).get("unnamed_environment", False),
        blocks=BLOCKS.get(resources, "") if isinstance(resources, str) else "",
    )


def _unknown_fields(file: PolicyFile, check_name: str, message: str) -> Iterator[Problem]:
    fields = module(check_name).FIELDS
    known = sorted({*COMMON_FIELDS, *fields})
    for name in unknown_fields(message, fields):
        hint = schema.suggest(name, known) or f"known fields: {', '.join(known)}"
        yield Problem(
            f"the message has the unknown field {{{{ {name} }}}}", schema.locate(file.value, ["message"]), hint
        )
