"""Which pipelines run finops-guard, and why a run does not hold back every change."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from finops_guard.maturity.commands import find_cost_change, find_pre_commit, find_scan
from finops_guard.maturity.pipeline_files import pipeline_files
from finops_guard.maturity.pipelines import cost_changes, guard_runs
from finops_guard.maturity.pipelines.reading import UNSEEN
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
        ("set +e\nfinops-guard scan", ""),
        ("set +e\nfinops-guard scan\necho done", "the script goes on after an error (no set -e)"),
        ("set +e\nfor at in a b; do finops-guard scan $at; done", "the script goes on after an error (no set -e)"),
        ("for at in a b; do\n  finops-guard scan $at\ndone\necho done", ""),
        ("finops-guard scan || { echo failed; exit 1; }", ""),
        ("finops-guard scan || { exit 0; exit 1; }", "a failure is answered with ||"),
        ("finops-guard scan || exit 0", "a failure is answered with ||"),
        ('code=0\nfinops-guard scan || code=$?\ncat report.md\nexit "$code"', ""),
        ("code=0\nfinops-guard scan || code=$?\ncat report.md", "a failure is answered with ||"),
        ("finops-guard scan && echo good", ""),
        ("finops-guard scan && echo good\necho done", "what follows it with && hides its failure"),
        ("finops-guard scan && echo good || exit 1\necho done", ""),
        ("finops-guard scan && echo good || echo bad\n", "a failure is answered with ||"),
        ("set -o pipefail\nfinops-guard scan | tee log || true", "a failure is answered with ||"),
        ("finops-guard scan | tee log || exit 1", "its exit code is lost in a pipe (no pipefail)"),
        ("true || finops-guard scan", "it runs only where what stands before it fails (||)"),
        ("false && finops-guard scan\necho done", "it runs only where what stands before it succeeds (&&)"),
        ("cd infra && finops-guard scan\necho done", ""),
        ("(finops-guard scan) || true", "a failure is answered with ||"),
        ("{ finops-guard scan; } || true", "a failure is answered with ||"),
        ("{ finops-guard scan; } | tee log", "its exit code is lost in a pipe (no pipefail)"),
        ("if false; then\n  finops-guard scan\nfi", "it runs under a condition (if)"),
        ("while false; do\n  finops-guard scan\ndone", "it runs under a condition (while)"),
        ("case $X in\n  a) finops-guard scan ;;\nesac", "it runs under a condition (case)"),
        ("judge() {\n  finops-guard scan\n}", "it stands in a function"),
        ("function judge {\n  finops-guard scan\n}", "it stands in a function"),
        ("trap 'exit 0' EXIT\nfinops-guard scan", "a trap may change its exit code"),
        ("finops-guard scan --exit-zero", "its failure is switched off (--exit-zero)"),
        ("finops-guard scan --select FG-TAG-001", "it runs only some of the policies (--select)"),
        ("finops-guard scan --ignore='*'", "it runs only some of the policies (--ignore)"),
        ("exit 0\nfinops-guard scan", NONE),
        ("exec true\nfinops-guard scan", NONE),
        ("(exit 0)\nfinops-guard scan", ""),
        ("test -f main.tf || exit 0\nfinops-guard scan", "it runs only where nothing before it ends the script"),
        ("cat <<EOF\nfinops-guard scan\nEOF", NONE),
        ("cat <<-'EOF' > x\n\tfinops-guard scan\n\tEOF\nfinops-guard scan", ""),
        ('echo "\nfinops-guard scan\n"', NONE),
        ('echo "first; finops-guard scan ; last"', NONE),
        ("echo ${{ false && 'finops-guard scan' }}", NONE),
        ("out=$(finops-guard scan)", NONE),
        ("env echo finops-guard scan", NONE),
        ("timeout 5 echo finops-guard scan", NONE),
        ("docker run alpine echo finops-guard scan", NONE),
        ("docker build -t finops-guard scan", NONE),
        ("docker pull finops-guard scan", NONE),
        ("poetry add finops-guard scan", NONE),
        ("python -c 'print()' finops-guard scan", NONE),
        ("finops-guard score --min-level walk", NONE),
        ("\r\nfinops-guard scan\r\n", ""),
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
        ("finops-guard scan 'goes on in the next line", NONE),
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


STAGED = "pre-commit looks only at what is staged, which is nothing there (no --all-files)"


@pytest.mark.parametrize(
    ("script", "swallowed"),
    [
        ("uv run pre-commit run --all-files", ""),
        ("pre-commit run finops-guard-all -a", ""),
        ("pre-commit run --from-ref main --to-ref HEAD", ""),
        ("pre-commit run --all-files || true", "a failure is answered with ||"),
        ("pre-commit run", STAGED),
        ("pre-commit run --all-files --hook-stage manual", "it runs the hooks of one stage only"),
        ("pre-commit run yamllint --all-files", NONE),
        ("SKIP=finops-guard pre-commit run --all-files", NONE),
        ("pre-commit install", NONE),
    ],
)
def test_pre_commit_calls(script: str, swallowed: str | None) -> None:
    call = find_pre_commit(script)
    assert (call.swallowed if call else None) == swallowed


def workflow(body: str, on: str = "pull_request", name: str = "ci.yml") -> dict[str, str]:
    return {f".github/workflows/{name}": f"on: {on}\njobs:\n  cost:\n{body}"}


SCAN = "    steps:\n      - run: finops-guard scan\n"


def hook(body: str, repository: str = "https://example.com/x") -> dict[str, str]:
    return {".pre-commit-config.yaml": f"repos:\n  - repo: {repository}\n    hooks:\n      - {body}\n"}


def composite(script: str) -> dict[str, str]:
    steps = f"    - {{run: {script}, shell: bash}}\n"
    return {".github/actions/cost/action.yml": f"runs:\n  using: composite\n  steps:\n{steps}"}


HOOK = hook("id: finops-guard")
JUDGED = ("infra/main.tf", "k8s/app.yaml")
GITLAB = "cost:\n  script: [finops-guard scan]\n"
BRANCHES = "it runs in branch pipelines, not on merge requests"
LOCAL = "a hook can be left out on a machine"


@pytest.mark.parametrize(
    ("files", "weakness"),
    [
        (workflow(SCAN), ""),
        (workflow(SCAN, "[push, pull_request]"), ""),
        (workflow(SCAN, "{pull_request: {branches: [main], paths: ['**.tf', 'k8s/**']}}"), ""),
        (workflow(SCAN, "merge_group"), ""),
        (workflow(SCAN, "{pull_request: {types: [opened, synchronize, reopened]}}"), ""),
        (workflow("    steps:\n      - uses: acme/finops-guard@v1\n"), ""),
        (workflow("    steps:\n      - uses: acme/finops-guard@0123abc # v1\n        with: {paths: infra}\n"), ""),
        (workflow("    if: github.event_name == 'pull_request'\n" + SCAN), ""),
        (workflow("    steps:\n      - run: finops-guard scan\n        if: ${{ always() }}\n"), ""),
        (workflow("    steps:\n      - run: finops-guard scan | tee x\n        shell: bash\n"), ""),
        (workflow("    defaults: {run: {shell: bash}}\n    steps:\n      - run: finops-guard scan | tee x\n"), ""),
        (workflow("    uses: acme/shared/.github/workflows/finops-guard.yml@v2\n"), UNSEEN),
        (
            workflow("    uses: ./.github/workflows/cost.yml\n")
            | workflow(SCAN, "workflow_call", "cost.yml"),
            "",
        ),
        ({**workflow("    steps:\n      - uses: pre-commit/action@v3\n"), **HOOK}, ""),
        ({**workflow("    steps:\n      - run: pre-commit run --all-files\n"), **HOOK}, ""),
        (workflow(SCAN, "push"), "it runs on pushes, not on pull requests"),
        (workflow(SCAN, "schedule"), "it does not run on pull requests"),
        (workflow(SCAN, "pull_request_target"),
         "it runs on pull_request_target, which checks out the state before the change"),
        (workflow(SCAN, "{pull_request: {types: [closed]}}"), "it runs only on these events of a pull request: closed"),
        (workflow("    continue-on-error: true\n" + SCAN), "its job says continue-on-error"),
        (workflow("    steps:\n      - run: finops-guard scan\n        continue-on-error: true\n"),
         "its step says continue-on-error"),
        (workflow("    steps:\n      - run: finops-guard scan\n        continue-on-error: ${{ inputs.soft }}\n"),
         "its step says continue-on-error"),
        (workflow("    if: github.actor != 'bot'\n" + SCAN), "its job runs under a condition"),
        (workflow("    steps:\n      - run: finops-guard scan | tee x\n"),
         "its exit code is lost in a pipe (no pipefail)"),
        (workflow(SCAN, "{pull_request: {branches: [release/*]}}"), "it runs only on pull requests into release/*"),
        (workflow(SCAN, "{pull_request: {branches: ['**', '!main', '!m*', '!t*', '!d*', '!p*', '!l*']}}"),
         "it runs only on pull requests into **, !main, !m*, !t*, !d*"),
        (workflow(SCAN, "{pull_request: {branches-ignore: [main]}}"), "it does not run on pull requests into main"),
        (workflow(SCAN, "{pull_request: {branches-ignore: [gh-pages]}}"), ""),
        (workflow(SCAN, "{pull_request: {paths: ['docs/**']}}"), "its paths leave out infra/main.tf"),
        (workflow(SCAN, "{pull_request: {paths: ['*.tf']}}"), "its paths leave out infra/main.tf"),
        (workflow(SCAN, "{pull_request: {paths: ['**', '!infra/**']}}"), "its paths leave out infra/main.tf"),
        (workflow(SCAN, "{pull_request: {paths: ['infra/**', 'k8s/**/*.ya?ml']}}"), ""),
        (workflow(SCAN, "{pull_request: {paths: ['**/*.tf', '**/*.yaml']}}"), ""),
        (workflow(SCAN, "{pull_request: {paths-ignore: ['**']}}"), "its paths leave out infra/main.tf"),
        (workflow(SCAN, "{pull_request: {paths-ignore: ['**.md', 'docs/**']}}"), ""),
        (workflow(SCAN, "{pull_request: {paths: ['" + "*a" * 20 + "', '[z-a]']}}"),
         "its paths leave out infra/main.tf"),
        (workflow("    needs: [gate]\n" + SCAN + "  gate:\n    if: false\n    steps: [{run: make}]\n"),
         "it waits for the job gate, which runs under a condition"),
        (workflow("    needs: a\n" + SCAN + "  a: {needs: b}\n  b: {if: github.actor == 'x'}\n"),
         "it waits for the job b, which runs under a condition"),
        (workflow("    needs: a\n    if: always()\n" + SCAN + "  a: {if: false}\n"), ""),
        (workflow("    needs: a\n" + SCAN + "  a: {needs: [cost, a]}\n"), ""),
        (workflow("    steps:\n      - run: finops-guard scan\n        shell: 'true {0}'\n"), "its shell is not known"),
        (workflow("    steps:\n      - {run: \"finops-guard scan\\necho done\", shell: pwsh}\n"),
         "the script goes on after an error (no set -e)"),
        (workflow("    steps:\n      - {run: \"finops-guard scan\\necho done\", shell: 'bash {0}'}\n"),
         "the script goes on after an error (no set -e)"),
        (workflow("    runs-on: windows-2025\n    steps:\n      - {run: \"finops-guard scan\\necho done\"}\n"),
         "the script goes on after an error (no set -e)"),
        (workflow("    runs-on: windows-2025\n    steps: [{run: \"finops-guard scan\\necho\", shell: bash}]\n"), ""),
        (workflow("    steps:\n      - {run: finops-guard scan | tee x, shell: 'bash -eo pipefail {0}'}\n"), ""),
        (workflow("    steps:\n      - uses: acme/finops-guard@v1\n        with: {args: --exit-zero}\n"),
         "its failure is switched off (--exit-zero)"),
        (workflow("    steps:\n      - uses: acme/finops-guard@v1\n        with: {args: \"--quiet\\n--select=X\"}\n"),
         "it runs only some of the policies (--select)"),
        (workflow("    steps: [{uses: ./.github/actions/finops-guard}]\n"), NONE),
        (workflow("    steps: [{uses: ./finops-guard}]\n"), NONE),
        (workflow("    steps: [{uses: ./.github/actions/cost}]\n") | composite("echo finops-guard scan"), NONE),
        (workflow("    steps: [{uses: ./.github/actions/cost}]\n") | composite("finops-guard scan"), ""),
        (workflow("    steps: [{uses: ./.github/actions/cost/, continue-on-error: true}]\n")
         | composite("finops-guard scan"),
         "its step says continue-on-error"),
        (workflow("    steps: [{uses: ./.github/actions/cost}]\n") | composite("finops-guard scan || true"),
         "a failure is answered with ||"),
        ({**workflow("    steps: [{uses: pre-commit/action@v3, with: {extra_args: yamllint --all-files}}]\n"),
         **HOOK}, LOCAL),
        ({**workflow("    steps: [{uses: pre-commit/action@v3, env: {SKIP: finops-guard}}]\n"), **HOOK},
         "its environment lets pre-commit skip the hook (SKIP)"),
        ({**workflow("    steps: [{run: pre-commit run -a}]\n"), **hook("id: finops-guard-policies")}, NONE),
        ({**workflow("    steps: [{run: pre-commit run -a}]\n"),
         **hook("id: finops-guard\n        entry: 'true'", "local")},
         NONE),
        ({**workflow("    steps: [{run: pre-commit run -a}]\n"),
          **hook("id: finops-guard\n        entry: finops-guard scan", "local")}, ""),
        ({**workflow("    steps: [{run: pre-commit run -a}]\n"),
         **hook("id: finops-guard\n        args: [--exit-zero]")}, LOCAL),
        ({**workflow("    steps: [{run: pre-commit run -a}]\n"),
         **hook("id: finops-guard\n        stages: [manual]")}, LOCAL),
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
        ({".gitlab-ci.yml": GITLAB + "  rules: [{when: never}, {if: $CI_MERGE_REQUEST_ID}]\n"},
         "a rule leaves it out of merge requests"),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $SKIP, when: never}, {if: $CI_MERGE_REQUEST_ID}]\n"},
         "a rule may leave it out of merge requests"),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $CI_COMMIT_TAG, when: never}, {if: $CI_MERGE_REQUEST_ID}]\n"}, ""),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{when: on_success}]\n"}, ""),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $CI_MERGE_REQUEST_ID, when: manual}]\n"},
         "a rule leaves it out of merge requests"),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $CI_MERGE_REQUEST_ID, allow_failure: true}]\n"},
         "its rule says allow_failure"),
        ({".gitlab-ci.yml": GITLAB + "  rules: [{if: $CI_MERGE_REQUEST_ID, changes: [docs/*]}]\n"},
         "its rules name no merge request"),
        ({".gitlab-ci.yml": GITLAB + "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event' && "
          "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == $CI_DEFAULT_BRANCH\n"}, ""),
        ({".gitlab-ci.yml": GITLAB + "  rules:\n    - if: $CI_MERGE_REQUEST_ID && $JUDGE == 'yes'\n"},
         "its rules name no merge request"),
        ({".gitlab-ci.yml": "workflow: {rules: [{if: $CI_COMMIT_BRANCH}]}\n" + GITLAB
          + "  rules: [{if: $CI_MERGE_REQUEST_ID}]\n"}, "of the workflow: its rules name no merge request"),
        ({".gitlab-ci.yml": GITLAB + "  only: [merge_requests]\n  except: [merge_requests]\n"},
         "its job has exceptions (except)"),
        ({".gitlab-ci.yml": GITLAB + "  only: {refs: [merge_requests], changes: [docs/*]}\n"},
         "its job runs under a condition (only)"),
        ({".gitlab-ci.yml": GITLAB + "  only: [merge_requests]\n  when: on_failure\n"}, "its job runs only on_failure"),
        ({".gitlab-ci.yml": GITLAB + "  only: [merge_requests]\n  when: manual\n"}, "its job is started by hand"),
        ({".gitlab-ci.yml": ".judge:\n  script: [finops-guard scan]\ncost:\n"
         "  extends: .judge\n  only: [merge_requests]\n"}, ""),
        ({".gitlab-ci.yml": GITLAB + "  extends: .x\n  only: [merge_requests]\n"
         ".x: {allow_failure: true, extends: cost}\n"},
         "its job says allow_failure"),
        ({".gitlab-ci.yml": "cost:\n  only: [merge_requests]\n  script: ['if false; then', finops-guard scan, fi]\n"},
         "it runs under a condition (if)"),
        ({".gitlab-ci.yml": "cost:\n  only: [merge_requests]\n  before_script: [exit 0]\n"
         "  script: [finops-guard scan]\n"}, NONE),
        ({".gitlab-ci.yml": "default:\n  before_script: [finops-guard scan]\n"}, NONE),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - script: |\n      finops-guard scan\n      echo done\n"},
         "the script goes on after an error (no set -e)"),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - {script: finops-guard scan, enabled: false}\n"}, NONE),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - {script: finops-guard scan, condition: false}\n"},
         "its step runs under a condition"),
        ({"azure-pipelines.yml": "pr: [main]\njobs:\n  - job: a\n"
         "    condition: failed()\n    steps: [{bash: finops-guard scan}]\n"},
         "its stage or job runs under a condition"),
        ({"azure-pipelines.yml": "pr: [main]\njobs:\n  - job: a\n"
         "    continueOnError: true\n    steps: [{bash: finops-guard scan}]\n"},
         "its stage or job says continueOnError"),
        ({"azure-pipelines.yml": "pr: {branches: {include: [x]}}\nsteps: [{bash: finops-guard scan}]\n"},
         "it runs only on pull requests into x"),
        ({"azure-pipelines.yml": "pr: {branches: {exclude: [main]}}\nsteps: [{bash: finops-guard scan}]\n"},
         "it does not run on pull requests into main"),
        ({"azure-pipelines.yml": "pr: {paths: {include: [docs]}}\nsteps: [{bash: finops-guard scan}]\n"},
         "its paths leave out infra/main.tf"),
        ({"azure-pipelines.yml": "pr: {paths: {include: [/infra, k8s/*]}}\nsteps: [{bash: finops-guard scan}]\n"}, ""),
        ({"azure-pipelines.yml": "pr: none\nsteps: [{bash: finops-guard scan}]\n"},
         "the file names no pull request trigger (pr:)"),
        ({"azure-pipelines.yml": "pr: [main]\nsteps:\n  - script: finops-guard scan\n    continueOnError: true\n"},
         "its step says continueOnError"),
        ({}, NONE),
    ],
)  # fmt: skip
def test_runs(files: dict[str, str], weakness: str | None) -> None:
    runs = guard_runs(MemoryTree(files), JUDGED)
    assert (runs[0].weakness if runs else None) == weakness


CI = Path(__file__).parents[2] / "examples" / "ci"


@pytest.mark.parametrize(
    ("example", "place"),
    [
        ("azure/azure-pipelines.yml", "azure-pipelines.yml"),
        ("gitlab/gitlab-ci.yml", ".gitlab-ci.yml"),
        ("github/minimal.yml", ".github/workflows/cost.yml"),
        ("github/pull-request.yml", ".github/workflows/cost.yml"),
        ("github/monorepo.yml", ".github/workflows/cost.yml"),
        ("github/baseline.yml", ".github/workflows/cost.yml"),
    ],
)
def test_the_examples_are_the_evidence_that_the_score_asks_for(example: str, place: str) -> None:
    tree = MemoryTree({place: (CI / example).read_text(encoding="utf-8")})
    assert [run.weakness for run in guard_runs(tree, JUDGED)] == [""]
    assert [run.weakness for run in cost_changes(tree, JUDGED)] == [""]


@pytest.mark.parametrize(
    ("script", "weakness"),
    [
        ("finops-guard diff --base main || true", ""),
        ("finops-guard scan --base=main", ""),
        ("finops-guard scan ${BASE:+--base $BASE}", ""),
        ("base=(--base main)\nfinops-guard scan ${base[@]}", ""),
        ("if false; then\n  finops-guard diff\nfi", "it runs under a condition (if)"),
        ("true || infracost diff", "it runs only where what stands before it fails (||)"),
        ("finops-guard scan --baseline x", NONE),
        ("base=(--base main)\nfinops-guard scan", NONE),
        ("finops-guard audit diff", NONE),
        ("exit 0\nfinops-guard diff", NONE),
    ],
)
def test_what_tells_the_cost_of_a_change(script: str, weakness: str | None) -> None:
    call = find_cost_change(script)
    assert (call.swallowed if call else None) == weakness


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


@pytest.mark.parametrize(
    "script",
    [
        "(" * 90_000 + "a;" * 5_000,
        "finops-guard scan || true\n" * 4_000,
        "$(" * 50_000,
        "a <<X\n" * 10_000,
        "\\",
        "fi }) done ;;",
    ],
)
def test_any_script_is_read_in_bounded_steps(script: str) -> None:
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        find_scan(script)
    finally:
        sys.setprofile(None)
    assert steps < 5_000_000
