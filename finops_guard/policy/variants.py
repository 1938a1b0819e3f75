"""A policy that differs by environment, applied to a thing whose environment is known, or is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from finops_guard.findings import Enforcement, Verdict
from finops_guard.policy.environments import causes as environment_causes
from finops_guard.policy.matching import concerns
from finops_guard.policy.model import Judged, Outcome, Policy
from finops_guard.resources import Environment
from finops_guard.values import Cause


def in_environment(policy: Policy, environment: Environment, judged: Judged) -> tuple[Policy, Iterable[Outcome] | None]:
    """Return the policy as it applies in an environment, and what its check says; None where it does not apply.

    Where the environment is not known, all that may apply are asked: what all of them fail fails, and what only some of
    them do is unresolved. What is hard in one of them is hard, for else a value that is not known would waive it.
    """
    if not policy.environments:
        return policy, policy.check.judge(judged) if policy.enabled else None
    if environment.name is not None:
        applied = policy.environments.get(environment.name, policy)
        return applied, applied.check.judge(judged) if applied.enabled else None
    variants = [each for name, each in policy.environments.items() if concerns(policy.match, name)]
    others = policy.match.environments
    if not others or any(name not in policy.environments for name in others):
        variants.insert(0, policy)  # it has an environment left that it applies in
    if any(each.enabled and each.enforcement is Enforcement.HARD for each in variants):
        policy = replace(policy, enforcement=Enforcement.HARD)
    verdicts = [each.check.judge(judged) if each.enabled else None for each in _distinct(variants)]
    if all(outcomes is None for outcomes in verdicts):
        return policy, None
    return policy, _agreed([list(outcomes or ()) for outcomes in verdicts], environment_causes(environment))


def _distinct(variants: Sequence[Policy]) -> list[Policy]:
    """Return the variants that may come to other verdicts: the rest differs from them in severity alone."""
    found: dict[tuple[int, bool], Policy] = {}
    for each in variants:
        found.setdefault((id(each.check), each.enabled), each)
    return list(found.values())


def _agreed(verdicts: Sequence[Sequence[Outcome]], why: tuple[Cause, ...]) -> Iterator[Outcome]:
    """Yield what all variants agree in, and the rest as unresolved, item by item."""
    items: dict[tuple[str, int], list[Outcome]] = {}
    for outcomes in verdicts:
        seen: dict[str, int] = {}
        for outcome in outcomes:
            seen[outcome.key] = seen.get(outcome.key, 0) + 1
            items.setdefault((outcome.key, seen[outcome.key]), []).append(outcome)
    for found in items.values():
        agree = len(found) == len(verdicts) and len({outcome.verdict for outcome in found}) == 1
        if agree and found[0].verdict is Verdict.FAIL:
            yield found[0]
        else:
            own = (cause for each in found for cause in each.causes)
            causes = tuple(dict.fromkeys((*own, *(() if agree else why))))
            yield replace(found[0], verdict=Verdict.UNRESOLVED, causes=causes)
