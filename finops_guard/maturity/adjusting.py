"""The model with other weights and thresholds, as a configuration asks for, and in words what was changed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from finops_guard.maturity.criteria import BENCHMARKS, Capability, Criterion, capabilities
from finops_guard.maturity.model import Level
from finops_guard.settings import ScoreSettings


def short_name(capability: Capability) -> str:
    """Return what the checks of a capability begin with (``allocation``): its name in a configuration."""
    return capability.criteria[0].check.partition(".")[0]


def rules(benchmark: str, settings: ScoreSettings | None = None) -> tuple[Capability, ...]:
    """Return the capabilities under a benchmark, with the weights and thresholds that settings ask for."""
    model = capabilities(BENCHMARKS[benchmark])
    if settings is None or not (settings.weights or settings.thresholds):
        return model
    return tuple(
        replace(
            capability,
            weight=settings.weights.get(short_name(capability), capability.weight),
            criteria=tuple(_criterion(each, settings) for each in capability.criteria),
        )
        for capability in model
    )


def changes(benchmark: str, settings: ScoreSettings | None) -> tuple[str, ...]:
    """Return in words how weights, thresholds and targets differ from the model."""
    if settings is None:
        return ()
    found = []
    for old, new in zip(capabilities(BENCHMARKS[benchmark]), rules(benchmark, settings), strict=True):
        if old.weight != new.weight:
            found.append(f"{new.name} weighs {new.weight} instead of {old.weight}")
        for before, after in zip(old.criteria, new.criteria, strict=True):
            if before.threshold != after.threshold:
                figure = f"{after.threshold} instead of {before.threshold}"
                found.append(f"{after.check} asks for {figure} for {after.rung.value.title()}")
        target = settings.targets.get(short_name(new))
        if target is not None and target != Level.WALK:
            found.append(f"{new.name} needs no more than {target.title()} for Run overall")
    return tuple(found)


def targets(settings: ScoreSettings | None) -> Mapping[str, Level]:
    """Return the declared lower targets by the names of capabilities."""
    if settings is None:
        return {}
    names = {short_name(each): each.name for each in capabilities(BENCHMARKS[settings.benchmark])}
    return {names[name]: Level(level) for name, level in settings.targets.items()}


def _criterion(criterion: Criterion, settings: ScoreSettings) -> Criterion:
    figure = settings.thresholds.get(criterion.check, {}).get(criterion.rung.value)
    if figure is None:
        return criterion
    return replace(criterion, threshold=replace(criterion.threshold, figure=float(figure / 100)))
