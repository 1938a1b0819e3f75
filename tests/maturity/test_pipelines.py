"""Which pipelines run finops-guard, and why a run does not hold back every change."""

from __future__ import annotations

import pytest

from finops_guard.maturity.commands import find_pre_commit, find_scan
from finops_guard.maturity.pipeline_files import pipeline_files
from finops_guard.maturity.pipelines import guard_runs
from finops_guard.tree import MemoryTree

NONE = None


@pytest.mark.parametrize(
    ("script", "swallowed"),
    [
        ("finops-guard scan", ""),
        ("finops-guard scan infra --format json > report.json", ""),
        ("finops-guard --config x.yaml scan .", ""),
        ("./venv/bin/finops-guard scan", ""),
        ("uvx --from finops-guard-cli finops-guard scan", ""),
        ("pipx run --spec finops-guard-cli finops-guard scan .", ""),
        ("python -m finops_guard scan", ""),
        ('docker run --rm -v "$PWD:/src" ghcr.io/acme/finops-guard:1.2 scan /src', ""),
        ("CI=1 TF_VAR_x=y finops-guard scan", ""),
        ("pip install finops-guard-cli && finops-guard scan", ""),
        ("finops-guard scan || exit 1", ""),
        ("finops-guard scan || { exit 2; }", ""),
        ("cd infra; finops-guard scan", ""),
        ("finops-guard \\\n  scan \\\n  --severity warning", ""),
        ("finops-guard scan 2>&1", ""),
        ("finops-guard scan # || true", ""),
        ("finops-guard scan || true\nfinops-guard scan --severity error", ""),
        ("set -o pipefail\nfinops-guard scan | tee log", ""),
        ("set -euo pipefail\nfinops-guard scan | tee log", ""),
        ("set +e\nset -e\nfinops-guard scan", ""),
        ("finops-guard scan || true", "a failure is answered with ||"),
        ("finops-guard scan || echo failed", "a failure is answered with ||"),
        ("finops-guard scan | tee log", "its exit code is lost in a pipe (no pipefail)"),
        ("set +e\nfinops-guard scan", "the script goes on after an error (set +e)"),
        ("if finops-guard scan; then echo ok; fi", "its exit code is only a condition (if)"),
        ("! finops-guard scan", "its exit code is only a condition (!)"),
        ("finops-guard scan &", "it runs in the background"),
        ("echo finops-guard scan", NONE),
        ('echo "run finops-guard scan first"', NONE),
        ("# finops-guard scan", NONE),
        ("pip install finops-guard-cli", NONE),
        ("finops-guard --version", NONE),
        ("finops-guard scan --help", NONE),
        ("grep finops-guard scan.log", NONE),
        ("finops-guard-lint scan", NONE),
        ("finops-guard scan 'goes on in the next line", ""),
        ("", NONE),
    ],
)
def test_calls_in_scripts(script: str, swallowed: str | None) -> None:
    call = find_scan(script, pipefail=False)
    assert (call.swallowed if call else None) == swallowed


def test_the_line_of_a_call() -> None:
    call = find_scan("set -e\n\n# here\nfinops-guard scan\n")
    assert call is not None
    assert call.line == 3


def test_pre_commit_calls() -> None:
    assert find_pre_commit("uv run pre-commit run --all-files") is not None
    assert find_pre_commit("pre-commit install") is None


def workflow(body: str, on: str = "pull_request", name: str = "ci.yml") -> dict[str, str]:
    return {f".github/workflows/{name}": f"on: {on}\njobs:\n  cost:\n{body}"}


SCAN = "    steps:\n      - run: finops-guard scan\n"
HOOK = {".pre-commit-config.yaml": "repos:\n  - repo: https://example.com/x\n    hooks:\n      - id: finops-guard\n"}
GITLAB = "cost:\n  script: [finops-guard scan]\n"
BRANCHES = "it runs in branch pipelines, not on merge requests"
LOCAL = "a hook can be left out on a machine"


@pytest.mark.parametrize(
    ("files", "weakness"),
    [
        (workflow(SCAN), ""),
        (workflow(SCAN, "[push, pull_request]"), ""),
        (workflow(SCAN, "{pull_request: {branches: [main], paths: ['**.tf']}}"), ""),
        (workflow(SCAN, "merge_group"), ""),
        (workflow(SCAN, "{pull_request: {types: [opened, synchronize, reopened]}}"), ""),
        (workflow("    steps:\n      - uses: acme/finops-guard@v1\n"), ""),
        (workflow("    steps:\n      - uses: acme/finops-guard@0123abc # v1\n        with: {paths: infra}\n"), ""),
        (workflow("    if: github.event_name == 'pull_request'\n" + SCAN), ""),
        (workflow("    steps:\n      - run: finops-guard scan\n        if: ${{ always() }}\n"), ""),
        (workflow("    steps:\n      - run: finops-guard scan | tee x\n        shell: bash\n"), ""),
        (workflow("    defaults: {run: {shell: bash}}\n    steps:\n      - run: finops-guard scan | tee x\n"), ""),
        (workflow("    uses: acme/shared/.github/workflows/finops-guard.yml@v2\n"), ""),
        (
            workflow("    uses: ./.github/workflows/cost.yml\n")
            | workflow(SCAN, "workflow_call", "cost.yml"),
            "",
        ),
        ({**workflow("    steps:\n      - uses: pre-commit/action@v3\n"), **HOOK}, ""),
        ({**workflow("    steps:\n      - run: pre-commit run --all-files\n"), **HOOK}, ""),
        (workflow(SCAN, "push"), "it runs on pushes, not on pull requests"),
        (workflow(SCAN, "schedule"), "it does not run on pull requests"),
        (workflow(SCAN, "pull_request_target"), "it does not run on pull requests"),
        (workflow(SCAN, "{pull_request: {types: [closed]}}"), "it runs only on these events of a pull request: closed"),
        (workflow("    continue-on-error: true\n" + SCAN), "its job says continue-on-error"),
        (workflow("    steps:\n      - run: finops-guard scan\n        continue-on-error: true\n"),
         "its step says continue-on-error"),
        (workflow("    steps:\n      - run: finops-guard scan\n        continue-on-error: ${{ inputs.soft }}\n"),
         "its step says continue-on-error"),
        (workflow("    if: github.actor != 'bot'\n" + SCAN), "its job runs under a condition"),
        (workflow("    steps:\n      - run: finops-guard scan | tee x\n"),
         "its exit code is lost in a pipe (no pipefail)"),
        (workflow("    if: false\n" + SCAN), NONE),
        (workflow("    steps:\n      - run: finops-guard scan\n        if: ${{ false }}\n"), NONE),
        (workflow("    steps:\n      - run: pre-commit run\n"), NONE),
        (workflow("    steps:\n      - run: make lint # finops-guard\n"), NONE),
        (workflow("    steps: finops-guard\n"), NONE),
        (workflow("    uses: ./.github/workflows/ci.yml # finops-guard\n"), NONE),
        ({".github/workflows/ci.yml": "jobs: [finops-guard\n"}, NONE),
        ({".github/workflows/ci.yml": "- finops-guard scan"}, NONE),
        ({"sub/.github/workflows/ci.yml": workflow(SCAN)[".github/workflows/ci.yml"]}, NONE),
        (HOOK, LOCAL),
        ({".gitlab-ci.yml": "cost:\n  script: finops-guard scan\n  only: [merge_requests]\n"}, ""),
        ({".gitlab-ci.yml": "cost:\n  script:\n    - finops-guard scan\n  rules:\n"
          "    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n"}, ""),
        ({".gitlab-ci.yml": "workflow: {rules: [{if: $CI_MERGE_REQUEST_IID}]}\n" + GITLAB}, ""),
        ({".gitlab-ci.yml": GITLAB}, BRANCHES),
        ({".gitlab-ci.yml": GITLAB + "  only: [main]\n"},
         BRANCHES),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $CI_COMMIT_TAG}]\n"},
         "its rules name no merge request"),
        ({".gitlab-ci.yml": GITLAB + "  allow_failure: true\n"}, "its job says allow_failure"),
        ({".gitlab-ci.yml": ".cost:\n  script: [finops-guard scan]\n"}, NONE),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - script: finops-guard scan\n"}, ""),
        ({"azure-pipelines.yml": "pr: [main]\nstages:\n  - jobs:\n      - job: x\n        steps:\n"
          "          - bash: finops-guard scan\n"}, ""),
        ({"azure-pipelines.yml": "steps:\n  - script: finops-guard scan\n"},
         "the file names no pull request trigger (pr:)"),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - script: finops-guard scan\n    continueOnError: true\n"},
         "its step says continueOnError"),
        ({}, NONE),
    ],
)  # fmt: skip
def test_runs(files: dict[str, str], weakness: str | None) -> None:
    runs = guard_runs(MemoryTree(files))
    assert (runs[0].weakness if runs else None) == weakness


def test_a_run_points_at_its_line() -> None:
    files = workflow("    steps:\n      - name: cost\n        run: |\n          set -e\n          finops-guard scan\n")
    (run,) = guard_runs(MemoryTree(files))
    assert str(run.location) == ".github/workflows/ci.yml:8:11"
    assert run.system == "GitHub Actions"


def test_the_strongest_run_comes_first() -> None:
    files = workflow(SCAN, "push", "a.yml") | workflow(SCAN, "pull_request", "b.yml") | HOOK
    runs = guard_runs(MemoryTree(files))
    assert [run.location.path for run in runs] == [
        ".github/workflows/b.yml",
        ".github/workflows/a.yml",
        ".pre-commit-config.yaml",
    ]


def test_pipeline_files_without_the_guard_still_show_a_repository() -> None:
    assert pipeline_files(MemoryTree({".github/workflows/x.yaml": "on: push", "README.md": ""})) == (
        ".github/workflows/x.yaml",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "finops-guard: &a [*a]",
        "jobs: {a: {steps: [{run: [finops-guard]}]}}",
        "on: 3\njobs: finops-guard",
        "- - -",
        "\ufeff",
    ],
)
def test_any_text_is_survived(text: str) -> None:
    for path in (".github/workflows/a.yml", ".gitlab-ci.yml", "azure-pipelines.yml", ".pre-commit-config.yaml"):
        assert guard_runs(MemoryTree({path: text + "\n# finops-guard"})) == ()
