"""A policy file and a configuration's changes to it, made into a policy that is ready to judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finops_guard import schema
from finops_guard.errors import ConfigError, PolicyError, Problem
from finops_guard.findings import Severity
from finops_guard.policy.checks import Deferred, module, subject
from finops_guard.policy.messages import COMMON_FIELDS, unknown_fields
from finops_guard.policy.model import Check, Match, Policy, PolicyFile, Profile
from finops_guard.policy.patterns import ParameterError
from finops_guard.policy.types import BLOCKS
from finops_guard.settings import PolicyOverride
from finops_guard.values import Value


def build(file: PolicyFile, override: PolicyOverride, profile: Profile) -> Policy:
    """Return the policy as it applies in this scan.

    Raise PolicyError for a file that a schema alone cannot refuse, ConfigError for parameters that the configuration
    changes into something the check does not know.
    """
    data = file.data
    ((check_name, parameters),) = data["check"].items()
    if override.parameters:
        parameters = merged(parameters, override.parameters)
        _validate(file, check_name, parameters)
    message = data.get("message", "")
    check: Check
    if file.bundled and not override.parameters:
        check = Deferred(check_name, parameters)  # tests hold that it can be configured
    else:
        check = _configured(file, check_name, parameters, overridden=bool(override.parameters))
    if not file.bundled:
        fields = module(check_name).FIELDS
        if unknown := unknown_fields(message, fields):
            raise PolicyError([_unknown_field(file, field, fields) for field in unknown])
    declared = Severity(data["severity"])
    blocks_from = Profile(data.get("blocks_from", "crawl"))
    return Policy(
        id=file.id,
        name=file.name,
        title=data["title"],
        description=data["description"].strip(),
        severity=override.severity or _severity(declared, blocks_from, profile),
        declared_severity=declared,
        blocks_from=blocks_from,
        capability=data["capability"],
        match=_match(data),
        check_name=check_name,
        subject=subject(check_name, parameters),
        parameters=parameters,
        check=check,
        message=message,
        remediation=data["remediation"].strip(),
        references=tuple(data.get("references", ())),
        path=file.path,
        bundled=file.bundled,
        applies_from=Profile(data.get("applies_from", "crawl")),
        equivalents={tool: tuple(names) for tool, names in data.get("equivalents", {}).items()},
    )


def _configured(file: PolicyFile, name: str, parameters: Mapping[str, Any], *, overridden: bool) -> Check:
    try:
        return module(name).configure(parameters)
    except ParameterError as failure:
        raise _error(file, name, failure, overridden=overridden) from None


def merged(parameters: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with changes laid over them: mappings are merged, null removes a key, all else replaces."""
    result = dict(parameters)
    for key, change in changes.items():
        before = result.get(key)
        if change is None:
            result.pop(key, None)
        elif isinstance(change, Mapping) and isinstance(before, Mapping):
            result[key] = merged(before, change)
        else:
            result[key] = merged({}, change) if isinstance(change, Mapping) else change
    return result


def _severity(declared: Severity, blocks_from: Profile, profile: Profile) -> Severity:
    if declared is Severity.ERROR and profile.rank < blocks_from.rank:
        return Severity.WARNING
    return declared


def _match(data: Mapping[str, Any]) -> Match:
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


def _validate(file: PolicyFile, check_name: str, parameters: Mapping[str, Any]) -> None:
    """Raise ConfigError where changed parameters are none of the check's."""
    import json

    text = json.dumps(parameters, sort_keys=True, default=str)
    problems = schema.validated(text, _as_value(parameters), "policy", check_name)
    if problems:
        where = f"policies.{file.name}.parameters"
        raise ConfigError([Problem(f"{where}: {problem.message}", None, problem.hint) for problem in problems])


def _as_value(plain: object) -> Value:
    if isinstance(plain, Mapping):
        return Value({str(key): _as_value(item) for key, item in plain.items()})
    if isinstance(plain, list | tuple):
        return Value([_as_value(item) for item in plain])
    return Value(plain)  # type: ignore[arg-type]  # a scalar of a configuration file


def _error(
    file: PolicyFile, check_name: str, failure: ParameterError, *, overridden: bool
) -> ConfigError | PolicyError:
    path = ".".join(map(str, failure.path))
    if overridden:
        return ConfigError(Problem(f"policies.{file.name}.parameters.{path}: {failure.message}", None, failure.hint))
    where = schema.locate(file.value, ["check", check_name, *failure.path])
    return PolicyError(Problem(f'"{path}": {failure.message}', where, failure.hint))


def _unknown_field(file: PolicyFile, field: str, fields: tuple[str, ...]) -> Problem:
    known = sorted({*COMMON_FIELDS, *fields})
    hint = schema.suggest(field, known) or f"known fields: {', '.join(known)}"
    return Problem(f"the message has the unknown field {{{{ {field} }}}}", schema.locate(file.value, ["message"]), hint)
