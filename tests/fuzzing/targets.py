"""Every reader of text that a stranger may have written, as a function of bytes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from finops_guard.errors import FinopsGuardError
from finops_guard.policy.model import PolicyFile
from finops_guard.recursion import deep_recursion
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import KubernetesSettings, PolicyOverride, Settings
from finops_guard.values import Value, all_causes, show
from tests.fuzzing import words
from tests.fuzzing.oracle import (
    WatchedTree,
    check_diagnostics,
    check_location,
    check_printable,
    check_span,
    files,
    outcome,
    source,
)

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
MAX_SEED = 2_500
MAX_SEEDS = 12
DAY = "2026-05-04"
SETTINGS = Settings(as_of=DAY, kubernetes=KubernetesSettings(render="never"))


class Target(NamedTuple):
    """A reader: what it makes of bytes, as text; the texts it is tried with (globs) and the words of its language."""

    run: Callable[[bytes], str]
    seeds: Sequence[str] = ()
    words: str = ""
    watched: bool = True


def seeds(name: str) -> list[bytes]:
    """Return the sound files of a target: those of the corpus, and some of the repository's own."""
    own = sorted((CORPUS / name).glob("*"))
    found = [path.read_bytes() for path in own]
    for pattern in TARGETS[name].seeds:
        paths = sorted(path for path in ROOT.glob(pattern) if path.is_file() and path.stat().st_size < MAX_SEED)
        found += [path.read_bytes() for path in Random(0).sample(paths, min(MAX_SEEDS, len(paths)))]
    return found


def _hcl(data: bytes) -> str:
    from finops_guard.sources.terraform import parser
    from tests.terraform_trees import check_spans, dump

    parsed = parser.parse(source(data, "main.tf"))
    check_spans(parsed)
    return repr((dump(parsed.body, True), parsed.problems))


def _hcl_json(data: bytes) -> str:
    from finops_guard.sources.terraform import parser
    from tests.terraform_trees import dump

    literal = data.startswith(b" ")
    parsed = parser.parse_json(source(data, "main.tf.json"), literal)
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(parsed.source.text), problem
    return repr((dump(parsed.body, True), parsed.problems))


def _second_reader(data: bytes) -> str:
    from finops_guard.sources.terraform import second_reader
    from tests.terraform_trees import dump

    parsed = second_reader.parse(source(data, "main.tf"))
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(parsed.source.text), problem
    return repr((dump(parsed.body, True), parsed.problems))


def _expression(data: bytes) -> str:
    """Evaluate an expression, beside files that functions may read."""
    from finops_guard.sources.terraform.kinds import EvaluationError
    from tests.terraform_functions import FILES, value_of

    with deep_recursion():
        try:
            value = value_of(data.decode("utf-8", "replace"), WatchedTree(FILES))
        except EvaluationError as failure:
            return f"rejected: {failure}"
        return _shown(value)


def _shown(value: Value) -> str:
    return f"{show(value, 300, 8)} {[cause.text for cause in all_causes(value)]}"


def _found(resources: ResourceSet) -> str:
    told = check_diagnostics(resources.diagnostics)
    # Of ten thousand instances, which a short text may ask for, the first ones tell enough.
    for each in (*resources.resources, *resources.around)[:300]:
        check_span(each.span)
        told.append(f"{each.root} {each.address} {each.span.location()} {_shown(each.values)}")
    for suppression in resources.suppressions:
        check_span(suppression.span)
        check_span(suppression.covers)
        told.append(repr(suppression.request))
    told += [f"{each.path} {each.status} {each.reason}" for each in resources.files]
    told += [repr(each) for each in resources.budgets]
    return "\n".join(told)


def _observed(data: bytes, default: str, settings: Settings = SETTINGS) -> str:
    from finops_guard.scan import observe

    tree = files(data, default)
    return outcome(lambda: _found(observe(WatchedTree(tree), [""], settings)), tree)


def _terraform(data: bytes) -> str:
    return _observed(data, "main.tf")


def _terragrunt(data: bytes) -> str:
    return _observed(data, "terragrunt.hcl")


def _kubernetes(data: bytes) -> str:
    return _observed(data, "shop.yaml")


def _scan(data: bytes, default: str, settings: Settings) -> str:
    """Scan a tree, and hold what a terminal is given of it."""
    from finops_guard.reporters import Options, render
    from finops_guard.scan import scan

    tree = files(data, default)
    try:
        report = scan(WatchedTree(tree), [""], settings)
    except FinopsGuardError:
        return outcome(lambda: scan(WatchedTree(tree), [""], settings), tree)
    for finding in report.findings:
        check_location(finding.location, tree)
    text = render(report, "text", Options())
    check_printable(text)
    # All formats would take most of the time: each is made of some of the reports.
    return text + render(report, FORMATS[len(data) % len(FORMATS)], Options())


FORMATS = ("json", "sarif", "junit", "gitlab", "jsonl", "csv", "markdown", "github", "html", "text")


def _whole(data: bytes) -> str:
    return _scan(data, "main.tf", SETTINGS)


def _plan(data: bytes) -> str:
    from msgspec.structs import replace

    return _observed(data, "plan.json", replace(SETTINGS, plans=("plan.json",)))


@cache
def _resources() -> Sequence[Resource]:
    from finops_guard.scan import observe

    return observe(WatchedTree({"main.tf": CEL_RESOURCES}), [""], SETTINGS).resources


def _cel(data: bytes) -> str:
    """Judge some resources by an expression."""
    from finops_guard.policy.cel.judging import Expression
    from finops_guard.policy.patterns import ParameterError

    try:
        asked = Expression(data.decode("utf-8", "replace"), {"most": 20, "teams": ["web", "data"]}, ("require",))
    except ParameterError as failure:
        return repr([(each.message, each.within) for each in (failure, *failure.others)])
    with deep_recursion():
        return repr([(asked.holds(each), [read.path for read in asked.reads(each)]) for each in _resources()])


CEL_RESOURCES = b"""variable "size" {}
resource "aws_instance" "a" {
  instance_type = "m5.large"
  monitoring    = true
  user_data     = var.size
  tags          = { team = "web", cost = "12" }
  ebs_block_device { volume_size = 20 }
  ebs_block_device { volume_size = var.size }
}
resource "aws_instance" "b" {
  count         = 2
  instance_type = "t3.${var.size}"
  tags          = null
}
"""


def _yaml(data: bytes) -> str:
    from finops_guard.documents.loader import load

    documents, diagnostics = load(source(data, "values.yaml"))
    return repr([_shown(each.value) for each in documents]) + repr(check_diagnostics(diagnostics))


def _json(data: bytes) -> str:
    from finops_guard.documents.loader import load_json

    documents, diagnostics = load_json(source(data, "values.json"))
    return repr([_shown(each.value) for each in documents]) + repr(check_diagnostics(diagnostics))


def _yamldecode(data: bytes) -> str:
    from finops_guard.sources.terraform.functions import yaml_reader
    from finops_guard.sources.terraform.kinds import EvaluationError

    with deep_recursion():
        try:
            return repr(yaml_reader.read(data.decode("utf-8", "replace")))
        except EvaluationError as failure:
            return str(failure)


def _kustomization(data: bytes) -> str:
    from finops_guard.sources.kubernetes.kustomize import read_kustomization

    tree = files(data, "kustomization.yaml")
    found = [repr(read_kustomization(WatchedTree(tree), path)) for path in sorted(tree)]
    return "\n".join([*map(_without_addresses, found), _observed(data, "kustomization.yaml")])


def _without_addresses(text: str) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _chart(data: bytes) -> str:
    from finops_guard.sources.kubernetes.rendering.chart_layout import read_chart
    from finops_guard.sources.kubernetes.rendering.template_text import read_template

    tree = files(data, "templates/deployment.yaml")
    found = [repr(read_template(text.decode("utf-8", "replace"))) for _, text in sorted(tree.items())]
    read_chart(WatchedTree(tree), "")
    return "\n".join([*map(_without_addresses, found), _observed(data, "templates/deployment.yaml")])


def _policy(data: bytes) -> str:
    from finops_guard.policy.building import Setting, build, trial
    from finops_guard.policy.model import Profile
    from finops_guard.policy.reading import read_directory
    from finops_guard.policy.value_files import ValueFiles

    tree = {f"policies/{path}": text for path, text in files(data, "own.yaml").items()}
    found, problems = read_directory(WatchedTree({**tree, "policies/none.txt": b""}), "policies")
    made = []
    for file in found:
        setting = Setting(Profile.RUN, SETTINGS.environment.names, None, ValueFiles(WatchedTree(tree), ("policies",)))
        policy, wrong = (
            build(file, PolicyOverride(), file.name, setting) if file.sound else (None, trial(file, setting))
        )
        made.append((policy.id, policy.severity, sorted(map(str, policy.parameters))) if policy else None)
        problems += wrong
    for problem in problems:
        if problem.location is not None:
            check_location(problem.location, tree, problem.message)
    return repr((made, list(map(str, problems))))


def _config(data: bytes) -> str:
    from finops_guard.config import reading
    from finops_guard.config.files import find

    tree = files(data, "pyproject.toml" if data.startswith(b"[") else ".finops-guard.yaml")

    def configured() -> object:
        path = find(WatchedTree(tree))
        return _without_addresses(repr(reading.load(WatchedTree(tree), path) if path else None))

    return outcome(configured, tree)


@cache
def _known() -> Mapping[str, PolicyFile]:
    from finops_guard.policy import loader

    return loader.by_name(Settings(), None)


def _exceptions(data: bytes) -> str:
    from finops_guard.governance import register

    tree = {f".finops/exceptions/{path}": text for path, text in files(data, "a.yaml").items()}
    found = register.read(WatchedTree(tree), _known(), DAY)
    told = check_diagnostics((*found.diagnostics, *found.notices))
    return repr([sorted(found.exceptions), [each.path for each in found.files], told])


def _usage(data: bytes) -> str:
    from finops_guard.pricing import usage_reading

    tree = files(data, "finops-guard-usage.yaml")
    return outcome(lambda: usage_reading.read(WatchedTree(tree), "finops-guard-usage.yaml"), tree)


def _price_book(data: bytes) -> str:
    from finops_guard.pricing import book_reading

    name = "book.yaml" if b"prices:" in data else "book.csv"
    tree = {name: data}
    prices, problems = book_reading.read(WatchedTree(tree), [name], "USD")
    for problem in problems:
        if problem.location is not None:
            check_location(problem.location, tree)
    return repr((prices, list(map(str, problems))))


def _baseline(data: bytes) -> str:
    from finops_guard.novelty import baseline

    tree = {"baseline.json": data}
    return outcome(lambda: baseline.read(WatchedTree(tree), "baseline.json").earlier(), tree)


def _declarations(data: bytes) -> str:
    from finops_guard.billing import forecast, unit_metrics
    from finops_guard.maturity import answers, billed, declared

    tree = {f".finops/{path}": text for path, text in files(data, "answers.yaml").items()}
    watched = WatchedTree(tree)
    answered, said, recorded = answers.read(watched, DAY), declared.read(watched), billed.read(watched)
    told = check_diagnostics((*answered.diagnostics, *said.diagnostics, *recorded.diagnostics))
    told += [
        repr(answered.answers),
        repr(recorded.evidence),
        repr({key: len(each) for key, each in said.lists.items()}),
    ]
    told.append(outcome(lambda: unit_metrics.read(watched), tree))
    told.append(outcome(lambda: forecast.read(watched), tree))
    return "\n".join(told)


def _shell(data: bytes) -> str:
    from finops_guard.maturity import commands
    from finops_guard.maturity.shell import commands as split

    script = data.decode("utf-8", "replace")
    lines = script.count("\n") + 1
    assert all(0 <= each.line < lines for each in split(script))
    found = [commands.find_scan(script), commands.find_pre_commit(script), commands.find_cost_change(script)]
    found += [commands.find_export(script, pipefail=False), commands.find_signing(script, errexit=False)]
    return repr(found)


def _pipelines(data: bytes) -> str:
    from finops_guard.maturity.pipelines import attestation, cost_changes, guard_runs

    tree = files(data, ".github/workflows/cost.yaml")
    watched = WatchedTree(tree)
    found = [*guard_runs(watched, ["main.tf"]), *cost_changes(watched, ["main.tf"])]
    written = attestation(watched)
    for each in [*found, *([written] if written else [])]:
        check_location(each.location, tree)
    return repr((found, written))


def _code_owners(data: bytes) -> str:
    from finops_guard.maturity.approvers import approvers
    from finops_guard.maturity.code_owners import owned_at, owners_at

    text = data.decode("utf-8", "replace")
    paths = ("main.tf", "live/prod/main.tf", ".finops/exceptions/a.yaml", "a b/[x].tf", text[:40])
    found = [
        (owned_at(text, path, on_github=on), owners_at(text, path, on_github=on)) for path in paths for on in (0, 1)
    ]
    for line, _ in found:
        assert line is None or 1 <= line <= text.count("\n") + 1
    tree = WatchedTree({"CODEOWNERS": data, "main.tf": b""})
    return repr((found, [approvers(tree)(path) for path in paths]))


def _gitignore(data: bytes) -> str:
    from finops_guard.sources.discovery import discover
    from finops_guard.sources.gitignore import compiled

    text = data.decode("utf-8", "replace")
    patterns, rejected = compiled(text.splitlines())
    paths = (
        "main.tf",
        "live/prod/main.tf",
        "a/b/c/d/e/f.tf",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.tf",
        "[x]/\u00e9.tf",
    )
    matched = [patterns.ignores(path) for path in paths] if patterns else []
    tree = {".gitignore": data, "live/.gitignore": data[::-1], **dict.fromkeys(paths, b"")}
    found = discover(WatchedTree(tree), [""], SETTINGS)
    return repr((rejected, matched, found.files, check_diagnostics(found.diagnostics)))


def _suppression(data: bytes) -> str:
    from finops_guard import suppressions

    text = data.decode("utf-8", "replace")
    try:
        return repr(suppressions.parse(text))
    except suppressions.RequestError as failure:
        return str(failure)


def _base_report(data: bytes) -> str:
    from finops_guard.audit import replaying
    from finops_guard.pricing import base_report

    def based() -> object:
        return base_report.read(data, "report.json", "USD", lambda _root, _path: True)

    return outcome(based, {}) + outcome(lambda: replaying.read(data, "report.json"), {})


def _importing(data: bytes) -> str:
    from finops_guard.importing import aws, azure, json_file

    tree = {"policy.json": data}

    def read() -> json_file.Node:
        return json_file.read(WatchedTree(tree), "policy.json")

    return outcome(lambda: _without_addresses(repr(aws.imported([read()], "OWN"))), tree) + outcome(
        lambda: _without_addresses(repr(azure.imported([read()], [], {}, "OWN"))), tree
    )


def _fixtures(data: bytes) -> str:
    from finops_guard.trials import fixtures

    tree = {f"policies/tests/{path}": text for path, text in files(data, "own.tf").items()}
    cases, problems = fixtures.read(WatchedTree(tree), "policies")
    for problem in problems:
        if problem.location is not None:
            check_location(problem.location, tree)
    return repr(([each.path for each in cases], list(map(str, problems))))


def _bill(data: bytes) -> str:
    from finops_guard.billing import reading
    from finops_guard.billing.model import BillingSettings, Mandatory, MandatoryTag

    mandatory = Mandatory((MandatoryTag("owner", ("owner", "team")),), ("owner",))
    with tempfile.TemporaryDirectory() as directory:
        path = str(Path(directory, "bill.csv"))
        Path(path).write_bytes(data)

        def summed() -> object:
            found, facts = reading.read([path], mandatory, (), BillingSettings(threads=1))
            return [each.rows for each in found], facts

        return outcome(summed, {path: data}).replace(directory, "")


TARGETS: Mapping[str, Target] = {
    "hcl": Target(_hcl, ("tests/policies/*.tf", "examples/terraform/**/*.tf"), words.HCL),
    "hcl-json": Target(_hcl_json, (), words.HCL_JSON),
    "python-hcl2": Target(_second_reader, ("tests/policies/*.tf",), words.HCL),
    "expression": Target(_expression, (), words.EXPRESSION),
    "terraform": Target(_terraform, ("tests/policies/*.tf", "examples/terraform/**/*.tf"), words.TERRAFORM),
    "terragrunt": Target(_terragrunt, (), words.TERRAGRUNT),
    "plan": Target(_plan, (), words.PLAN),
    "yaml": Target(_yaml, ("tests/policies/*.yaml", "policies/kubernetes/*.yaml"), words.YAML),
    "json": Target(_json, (), words.JSON),
    "yamldecode": Target(_yamldecode, ("tests/policies/*.yaml",), words.YAML),
    "kubernetes": Target(_kubernetes, ("tests/policies/*.yaml", "examples/kubernetes/*"), words.KUBERNETES),
    "kustomization": Target(_kustomization, (), words.KUBERNETES),
    "chart": Target(_chart, (), words.CHART),
    "policy": Target(_policy, ("policies/*/*.yaml",), words.POLICY),
    "cel": Target(_cel, (), words.CEL),
    "config": Target(_config, (), words.CONFIG),
    "exceptions": Target(_exceptions, (), words.EXCEPTION),
    "usage": Target(_usage, (), words.USAGE),
    "price-book": Target(_price_book, (), words.PRICE_BOOK),
    "baseline": Target(_baseline, (), words.JSON),
    "declarations": Target(_declarations, (), words.DECLARATION),
    "shell": Target(_shell, ("examples/recipes/*.sh",), words.SHELL),
    "pipelines": Target(_pipelines, ("examples/ci/**/*.y*ml",), words.PIPELINE),
    "code-owners": Target(_code_owners, (), words.OWNERS),
    "gitignore": Target(_gitignore, (), words.GITIGNORE),
    "suppression": Target(_suppression, (), words.SUPPRESSION),
    "base-report": Target(_base_report, (), words.JSON),
    "importing": Target(_importing, (), words.IMPORTING),
    "fixtures": Target(_fixtures, ("tests/policies/*.tf",), words.TERRAFORM),
    "scan": Target(
        _whole, ("tests/policies/*.tf", "examples/terraform/**/*.tf", "tests/policies/*.yaml"), words.TERRAFORM
    ),
    # DuckDB writes and reads files of its own.
    "bill": Target(_bill, (), words.BILL, watched=False),
}


def vocabulary(name: str) -> Iterator[bytes]:
    """Yield the words of a target's language; those that are separated by spaces, and the lines of snippets."""
    for line in TARGETS[name].words.strip("\n").split("\n"):
        snippet = line.startswith("| ")
        for word in [line[2:]] if snippet else line.split(" "):
            yield word.encode().decode("unicode_escape").encode()
