"""Which pipelines write evidence for auditors, and sign it."""

from __future__ import annotations

import pytest

from finops_guard.maturity.pipelines import attestation
from finops_guard.tree import MemoryTree

WORKFLOW = ".github/workflows/ci.yml"
SIGN = "cosign sign-blob evidence/manifest.json"
EXPORT = "finops-guard audit export --output evidence"
UNSIGNED = "nothing signs what it wrote"


def attesting(*steps: str, on: str = "pull_request") -> dict[str, str]:
    listed = "".join(f"      - {step}\n" for step in steps)
    return {WORKFLOW: f"on: {on}\njobs:\n  evidence:\n    steps:\n{listed}"}


def attest(path: str, action: str = "actions/attest@v3") -> str:
    return f"{{uses: {action}, with: {{subject-path: {path}, predicate-path: x}}}}"


@pytest.mark.parametrize(
    ("files", "weakness"),
    [
        (attesting(f"run: {EXPORT}", attest("evidence/report.json")), ""),
        (attesting(f"run: {EXPORT}", attest("evidence/*", "actions/attest-build-provenance@v3")), ""),
        (attesting(f"run: {EXPORT}", attest("evidence/report.json"), on="push"), ""),
        (attesting(f"run: {EXPORT}", attest("evidence/*"), on="{push: {branches: [main], tags: [v*]}}"), ""),
        (attesting("run: finops-guard audit export --output=out/", "run: cosign sign-blob ./out/manifest.json"), ""),
        (attesting('run: finops-guard audit export --output "$DIR"', 'run: cosign attest-blob "$DIR/report.json"'), ""),
        (attesting(f"run: {EXPORT}", attest("evidence/*"), on="{push: {tags: [v*]}}"), "it runs only on tags"),
        (attesting(f"run: {EXPORT}", attest("evidence/*"), on="{push: {branches: [next]}}"),
         "it runs on pushes, not on pull requests"),
        (attesting(f"run: {EXPORT}", attest("evidence/*"), on="workflow_dispatch"), "it does not run on pull requests"),
        (attesting(f"run: {EXPORT}", "uses: actions/upload-artifact@v4"), UNSIGNED),
        (attesting(f"run: {EXPORT}", attest("dist/app.whl")), UNSIGNED),
        (attesting(f"run: {EXPORT}", attest("my-evidence/report.json")), UNSIGNED),
        (attesting(f"run: {EXPORT}", "run: cosign verify-blob evidence/report.json"), UNSIGNED),
        (attesting(f"run: {EXPORT}", "run: echo cosign sign-blob evidence/report.json"), UNSIGNED),
        (attesting(f"run: {EXPORT}", f"run: {SIGN} || true"), "a failure is answered with ||"),
        (attesting(f"run: {EXPORT} || true", attest("evidence/*")), "a failure is answered with ||"),
        (attesting(attest("evidence/*")), None),
        (attesting("run: finops-guard scan", attest("evidence/*")), None),
        (attesting(f"run: echo {EXPORT}", attest("evidence/*")), None),
        (attesting(f"run: {EXPORT} --help", attest("evidence/*")), None),
        (attesting("run: finops-guard audit verify evidence", attest("evidence/*")), None),
        ({".gitlab-ci.yml": f"e:\n  script: [{EXPORT}, {SIGN}]\n"}, ""),
        ({".gitlab-ci.yml": f"e:\n  only: [main]\n  script: [{EXPORT}, {SIGN}]\n"}, ""),
        ({".gitlab-ci.yml": f"e:\n  rules: [{{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}}]\n"
          f"  script: [{EXPORT}, {SIGN}]\n"}, ""),
        ({".gitlab-ci.yml": f"e:\n  rules: [{{if: $CI_COMMIT_TAG}}]\n"
          f"  script: [{EXPORT}, {SIGN}]\n"}, "its rules name no merge request"),
        ({"azure-pipelines.yml": f"steps: [{{bash: {EXPORT}}}, {{bash: {SIGN}}}]\n"}, ""),
        ({"azure-pipelines.yml": f"trigger: none\nsteps: [{{bash: {EXPORT}}}, {{bash: {SIGN}}}]\n"},
         "the file names no pull request trigger (pr:)"),
        ({"azure-pipelines.yml": f"trigger: [x]\nsteps: [{{bash: {EXPORT}}}, {{bash: {SIGN}}}]\n"},
         "it runs only on pull requests into x"),
    ],
)  # fmt: skip
def test_what_is_written_for_auditors_and_signed(files: dict[str, str], weakness: str | None) -> None:
    run = attestation(MemoryTree(files))
    assert (run.weakness if run else None) == weakness


def test_what_one_workflow_writes_no_other_one_signs() -> None:
    signing = attesting(attest("evidence/*"))[WORKFLOW]
    run = attestation(MemoryTree({**attesting(f"run: {EXPORT}"), ".github/workflows/sign.yml": signing}))
    assert run is not None
    assert run.weakness == UNSIGNED
