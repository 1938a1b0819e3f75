"""What is shipped: wheel, source archive, editable install and checkout find their assets; the project's files hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

import finops_guard
from finops_guard.config.files import find
from finops_guard.config.reading import load
from finops_guard.findings import Verdict
from finops_guard.report import Report
from finops_guard.scan import scan
from finops_guard.tree import DirectoryTree

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
WORKFLOWS = [".github/workflows/ci.yml", ".github/workflows/supply-chain.yml"]
SHIPPED = {
    name: {path.relative_to(ROOT / name).as_posix() for path in (ROOT / name).rglob("*.*") if path.is_file()}
    for name in ("policies", "schemas")
}
# The text of https://www.apache.org/licenses/LICENSE-2.0.txt as Debian and many distributions carry it.
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"

# Prints what an installation finds, as JSON.
PROBE = """
import json
from finops_guard import _assets, __file__ as package, __version__
found = {name: _assets.directory(name) for name in ("policies", "schemas")}
files = {
    name: sorted(path.relative_to(at).as_posix() for path in at.rglob("*.*") if path.is_file())
    for name, at in found.items()
}
print(json.dumps({"package": package, "version": __version__, **files}))
"""


def probe(directory: Path, elsewhere: Path) -> dict:
    """Return what the package in ``directory`` finds, run from another directory."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(directory), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def archives(tmp_path_factory) -> Path:
    """Build the source archive, and the wheel from it; return the directory that holds both."""
    where = tmp_path_factory.mktemp("dist")
    isolation = ["--no-isolation"] if find_spec("hatchling") else []
    run = subprocess.run(
        [sys.executable, "-m", "build", *isolation, "--outdir", where, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return where


@pytest.fixture(scope="module")
def wheel(archives) -> Path:
    (path,) = archives.glob("*.whl")
    return path


def check_found(found: dict, inside: Path) -> None:
    assert Path(found["package"]).is_relative_to(inside)
    assert found["version"] == finops_guard.__version__
    assert set(found["policies"]) == SHIPPED["policies"]
    assert set(found["schemas"]) == SHIPPED["schemas"]


def test_there_is_something_to_ship():
    assert "config.schema.json" in SHIPPED["schemas"]
    assert any(name.endswith(".yaml") for name in SHIPPED["policies"])


def test_an_installed_wheel_finds_its_assets(wheel, tmp_path):
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, wheel]
    subprocess.run(pip, check=True)
    check_found(probe(target, tmp_path), target)


def test_a_checkout_finds_its_assets(tmp_path):
    checkout = tmp_path / "checkout"
    for name in ("finops_guard", *SHIPPED):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    check_found(probe(checkout, tmp_path), checkout)


def test_an_editable_install_finds_its_assets(tmp_path):
    try:
        url = json.loads(distribution("finops-guard-cli").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        pytest.skip("finops-guard-cli is not installed here")
    if not url.get("dir_info", {}).get("editable"):
        pytest.skip("this is no editable install")
    run = subprocess.run([sys.executable, "-I", "-c", PROBE], cwd=tmp_path, capture_output=True, text=True, check=True)
    check_found(json.loads(run.stdout), ROOT)


def test_a_wheel_holds_the_package_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "finops_guard",
        f"finops_guard_cli-{finops_guard.__version__}.dist-info",
    }
    package = {name for name in names if name.startswith("finops_guard/") and "/_data/" not in name}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "finops_guard").rglob("*.*") if path.is_file()}
    assert package == {name for name in files if not re.search(r"/(?:\.|__pycache__/)", name)}


def test_the_metadata_says_what_pyproject_says(wheel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with zipfile.ZipFile(wheel) as archive:
        info = f"finops_guard_cli-{finops_guard.__version__}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        licenses = {name for name in archive.namelist() if name.startswith(f"{info}/licenses/")}
    assert metadata["Name"] == "finops-guard-cli"
    assert metadata["Version"] == finops_guard.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == project["requires-python"]
    needed = {line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line}
    assert {re.split(r"[<>=!~]", line)[0] for line in needed} == {
        re.split(r"[<>=!~]", line)[0] for line in project["dependencies"]
    }
    assert "finops-guard = finops_guard.cli:run" in entry_points
    assert licenses == {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"}


def test_the_source_archive_holds_what_its_tests_need(archives):
    (path,) = archives.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ["tests/test_project.py", "examples/.finops-guard.yaml", "schemas/config.schema.json", "pyproject.toml"]
    wanted += [
        "action.yml",
        ".pre-commit-hooks.yaml",
        ".ci/run",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "LICENSE",
        "NOTICE",
    ]
    assert [name for name in wanted if name not in names] == []


def test_the_license_is_the_whole_text():
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_the_changelog_speaks_of_what_is_not_released_yet_or_of_this_version():
    first = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first is not None
    assert first[1] in {"Unreleased", finops_guard.__version__}


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.github-workflows", ".github/workflows/supply-chain.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.github-actions", "action.yml"),
    ],
)
def test_github_files_match_their_schemas(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", sorted(SHIPPED["schemas"]))
def test_schemas_are_schemas(path):
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", f"schemas/{path}"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, "action.yml"])
def test_actions_are_pinned_to_commits(path):
    used = re.findall(r"^\s*(?:- )?uses:\s*(.+)$", (ROOT / path).read_text(), re.MULTILINE)
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


@pytest.mark.parametrize("path", WORKFLOWS)
def test_a_workflow_gets_no_permission_it_does_not_name(path):
    workflow = yaml.safe_load((ROOT / path).read_text())
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]


@pytest.mark.parametrize(
    ("readme", "code", "output"),
    [
        (
            "x\n\n<!-- test-command -->\n```sh\necho 1 \\\n  && echo 2\n```\n",
            0,
            "echo 1 && echo 2",
        ),
        ("```sh\necho 1\n```\n", 1, "no code block after the marker"),
        ("<!-- test-command -->\n\ntext\n\n```sh\nx\n```\n", 1, "no code block after the marker"),
        ("<!-- test-command -->\n```sh\na\nb\n```\n", 1, "must be one line"),
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_test_command_is_taken_from_the_readme(tmp_path, readme, code, output):
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "README.md").write_text(readme)
    command = [tmp_path / ".ci" / "run", "--print-test-command"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == code
    assert output in (run.stderr if code else run.stdout)
    assert code or run.stdout.strip() == output


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_our_own_readme_has_a_test_command():
    run = subprocess.run([ROOT / ".ci" / "run", "--print-test-command"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "pytest" in run.stdout


def test_the_examples_are_configured():
    tree = DirectoryTree(EXAMPLES)
    assert find(tree) == ".finops-guard.yaml"
    assert load(tree, ".finops-guard.yaml").policy_directories == ("policies",)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_the_examples_are_formatted_terraform():
    command = ["terraform", "fmt", "-check", "-diff", "-no-color", "-recursive", EXAMPLES / "terraform"]
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", sorted((EXAMPLES / "kubernetes").glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples_are_manifests_that_kubectl_reads(path):
    kubectl = Path(sys.executable).with_name("kubectl")
    if not kubectl.exists():
        pytest.skip("kubectl is not installed (extra: test)")
    command = [kubectl, "annotate", "--local", "-f", path, "read=yes", "-o", "name"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    documents = [document for document in yaml.safe_load_all(path.read_text()) if document]
    assert len(run.stdout.split()) == len(documents)


# What examples/README.md tells its readers: policy and file of each finding, repeated as often as it is found.
EXPECTED = [
    ("FG-BUD-001", "terraform/live/dev/main.tf"),
    ("FG-BUD-001", "terraform/live/staging/main.tf"),
    ("FG-BUD-002", "kubernetes/namespaces.yaml"),
    ("FG-BUD-010", "terraform/gcp/main.tf"),
    ("FG-BUD-023", "terraform/live/dev/main.tf"),
    ("FG-COST-001", "terraform/live/dev/main.tf"),
    ("FG-GEN-007", "terraform/gcp/main.tf"),
    ("FG-IDLE-013", "terraform/azure/main.tf"),
    ("FG-K8S-001", "kubernetes/reports.yaml"),
    ("FG-K8S-001", "kubernetes/reports.yaml"),
    ("FG-K8S-002", "kubernetes/reports.yaml"),
    ("FG-K8S-002", "kubernetes/reports.yaml"),
    ("FG-K8S-053", "kubernetes/namespaces.yaml"),
    ("FG-K8S-054", "kubernetes/namespaces.yaml"),
    ("FG-LOG-001", "terraform/modules/service/variables.tf"),
    ("FG-LOG-002", "terraform/azure/main.tf"),
    ("FG-SIZE-001", "terraform/live/dev/main.tf"),
    ("FG-STO-001", "terraform/live/staging/main.tf"),
    ("FG-STO-002", "terraform/azure/main.tf"),
    ("FG-STO-003", "terraform/gcp/main.tf"),
    ("FG-STO-010", "terraform/live/dev/main.tf"),
    ("FG-TAG-001", "kubernetes/namespaces.yaml"),
    ("FG-TAG-001", "kubernetes/reports.yaml"),
    ("FG-TAG-001", "terraform/azure/main.tf"),
    ("FG-TAG-001", "terraform/azure/main.tf"),
    ("FG-TAG-001", "terraform/live/dev/main.tf"),
    ("FG-TAG-001", "terraform/live/dev/main.tf"),
    ("FG-TAG-002", "terraform/live/dev/main.tf"),
    ("FG-TAG-014", "terraform/live/dev/main.tf"),
    ("FG-TAG-014", "terraform/live/dev/main.tf"),
    ("FG-TAG-050", "terraform/live/dev/main.tf"),
    ("LARK-RDS-001", "terraform/live/prod/main.tf"),
]


def scan_examples(*assignments: tuple[str, str]) -> Report:
    tree = DirectoryTree(EXAMPLES)
    settings = load(tree, ".finops-guard.yaml")
    terraform = replace(settings.terraform, assignments=(*settings.terraform.assignments, *assignments))
    return scan(tree, [""], replace(settings, terraform=terraform))


def test_the_examples_show_what_they_say():
    report = scan_examples()
    found = sorted((f.policy, f.location.path) for f in report.findings if f.verdict is Verdict.FAIL)
    assert found == EXPECTED
    undecided = {(f.policy, f.address, f.causes[0].text) for f in report.findings if f.verdict is Verdict.UNRESOLVED}
    module = "git::https://git.example.com/larkmoor/terraform-observability.git?ref=v2.3.0"
    assert undecided == {
        ("FG-TAG-001", "aws_instance.storefront", "var.cost_center has no value"),
        ("FG-TAG-002", "aws_instance.storefront", "var.cost_center has no value"),
        ("FG-BUD-021", "budget:aws_budgets_budget.monthly", f"module.observability ({module}) is not downloaded"),
        (
            "FG-BUD-021",
            "budget:google_billing_budget.reporting",
            "it is in EUR, estimates are in USD, and there is no exchange rate",
        ),
    }
    assert [(n.kind, n.location.path) for n in report.notices] == [
        ("module-not-evaluated", "terraform/live/prod/main.tf")
    ]


@pytest.mark.parametrize(("value", "found"), [("CC-1040", []), ("project-x", ["FG-TAG-001"])])
def test_a_value_from_the_pipeline_decides_the_example(value, found):
    report = scan_examples(("var", f"cost_center={value}"))
    about = [f for f in report.findings if f.address == "aws_instance.storefront" and f.key == "cost-center"]
    assert [(f.policy, f.verdict) for f in about] == [(policy, Verdict.FAIL) for policy in found]
