"""Several processes find what one finds, to the byte; what goes wrong in one is told, and is not the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import Ran, Runner

from finops_guard.crew import hiring, member, sharing
from finops_guard.crew.crew import Crew
from finops_guard.crew.hiring import crew_for
from finops_guard.reporters import REPORTERS
from finops_guard.settings import Settings
from finops_guard.sources.discovery import Discovered
from finops_guard.sources.terraform.source import Reading
from finops_guard.tree import MemoryTree

EXAMPLES = Path(__file__).parents[2] / "examples"
TAGS = '{ owner = "team-a", environment = "prod", cost-center = "cc-1000", application = "shop" }'

# What one root says decides what may be shown of another, and what belongs to no root belongs to all.
FILES = {
    ".finops-guard.yaml": "profile: walk\n",
    "shared.tfvars": 'secret = "hunter2-hunter2"\nsize = "m5.24xlarge"\n',
    "a/main.tf": 'variable "secret" {}\nvariable "size" {}\n'
    'module "web" {\n  source = "../modules/web"\n  size = var.size\n  name = var.secret\n}\n',
    "b/main.tf": 'variable "secret" {\n  sensitive = true\n}\nvariable "size" {}\n'
    'module "web" {\n  source = "../modules/web"\n  size = var.size\n  name = var.secret\n}\n',
    "c/main.tf": 'resource "aws_instance" "x" {\n  # finops-guard:ignore FG-TAG-001 later\n'
    '  instance_type = "m5.large"\n}\n'
    '# finops-guard:budget 100 USD\nresource "aws_instance" "y" { instance_type = "c4.large" }\n',
    "d/main.tf": 'resource "aws_instance" "x" { instance_type = \n',
    "d/other.tf": 'resource "aws_instance" "z" { instance_type = nonsense.x }\n',
    "e/main.tf": 'resource "kubernetes_deployment" "d" {\n  metadata {\n    name = "x"\n    namespace = "shop"\n  }\n'
    "  spec {\n    replicas = 3\n    template {\n      metadata {}\n      spec {\n        container {\n"
    '          name = "c"\n          image = "i"\n        }\n      }\n    }\n  }\n}\n',
    "f/main.tf": 'module "gone" { source = "app.terraform.io/acme/x/aws" }\n'
    'module "off" {\n  source = "../modules/off"\n  count = 0\n}\n',
    "g/main.tf": 'resource "aws_budgets_budget" "b" {\n  name = "b"\n  budget_type = "COST"\n  limit_amount = "10"\n'
    '  limit_unit = "USD"\n  time_unit = "MONTHLY"\n}\nresource "aws_ebs_volume" "v" {\n  size = 500\n  type = "gp2"\n'
    f"  tags = {TAGS}\n}}\nmoved {{\n  from = aws_ebs_volume.w\n  to = aws_ebs_volume.v\n}}\n",
    "modules/web/main.tf": 'variable "size" {}\nvariable "name" {}\n'
    'resource "aws_instance" "web" {\n  instance_type = var.size\n  tags = { Name = var.name }\n}\n',
    "modules/off/main.tf": 'resource "aws_instance" "off" { instance_type = "m4.large" }\n',
    "k8s/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {owner: team-a}}\n",
    "c/same.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {type: LoadBalancer}\n",
}


@pytest.fixture
def tree(run: Runner) -> Runner:
    for path, text in FILES.items():
        run.write(path, text)
    (run.directory / ".git").mkdir()
    return run


def scan(run: Runner, jobs: int, *options: str) -> Ran:
    return run("scan", "--as-of", "2026-05-01", "--jobs", str(jobs), "--var-file", "shared.tfvars", *options)


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many other processes each crew had: a test that is alone compares nothing."""
    found: list[int] = []
    begin = Crew.begin

    def counted(self: Crew, *arguments: object) -> object:
        found.append(self._number)
        return begin(self, *arguments)

    monkeypatch.setattr(Crew, "begin", counted)
    return found


@pytest.mark.parametrize("form", [form for form in REPORTERS if form != "text"])
def test_every_format_has_the_same_bytes(tree: Runner, begun: list[int], form: str) -> None:
    alone = scan(tree, 1, "--format", form, "--verdicts", "all")
    assert not begun
    for jobs in (2, 3, 5):
        assert scan(tree, jobs, "--format", form, "--verdicts", "all") == alone
    assert begun == [1, 2, 4]
    assert "hunter2" not in alone.out


def test_a_part_of_a_tree_is_read_by_one_process(tree: Runner, begun: list[int]) -> None:
    assert scan(tree, 4, "a", "--format", "json").code == 1
    assert not begun


def test_the_examples_have_the_same_bytes(run: Runner, begun: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    options = ("--as-of", "2026-05-01", "--format", "json", "--verdicts", "all")
    alone = run("scan", ".", *options, "--jobs", "1")
    assert alone.code == 1
    assert not begun
    assert run("scan", ".", *options, "--jobs", "4") == alone


def test_what_one_root_conceals_is_concealed_for_all(tree: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each root by a process of its own.
    monkeypatch.setattr(sharing, "batches", lambda judged, *_: [[[root]] for root in judged[:4]] + [[judged[4:]]])
    told = scan(tree, 5, "--format", "json", "--verdicts", "all").out
    assert "hunter2" not in told
    assert "FG-" in told


def _fails(how: Callable[[], None], root: str) -> Callable[[Reading, list[str], object], None]:
    judge = Reading.judge
    here = os.getpid()

    def judged(self: Reading, directories: list[str], found: object) -> None:
        if root in directories and os.getpid() != here:
            how()
        judge(self, directories, found)  # type: ignore[arg-type]

    return judged


def _raise() -> None:
    raise ZeroDivisionError


@pytest.fixture
def others_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process take no root, so that another one is at the root that fails."""
    taken = sharing.Queue.taken
    here = os.getpid()

    def slowly(self: sharing.Queue) -> object:
        if os.getpid() == here:
            time.sleep(0.5)
        return taken(self)

    monkeypatch.setattr(sharing.Queue, "taken", slowly)


@pytest.mark.usefixtures("others_first")
@pytest.mark.parametrize("how", [_raise, lambda: os._exit(0), lambda: os._exit(3)])
def test_a_process_that_fails_leaves_the_work_to_this_one(
    tree: Runner, monkeypatch: pytest.MonkeyPatch, how: Callable[[], None]
) -> None:
    alone = scan(tree, 1, "--format", "json")
    monkeypatch.setattr(Reading, "judge", _fails(how, "c"))
    assert scan(tree, 2, "--format", "json") == alone


@pytest.mark.usefixtures("others_first")
def test_a_process_that_a_signal_ends_is_one_finding(tree: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.loads(scan(tree, 1, "--format", "json").out)
    monkeypatch.setattr(Reading, "judge", _fails(lambda: os.kill(os.getpid(), signal.SIGSEGV), "c"))
    ran = scan(tree, 2, "--format", "json")
    after = json.loads(ran.out)
    assert ran.code == 1
    (crash,) = [each for each in after["findings"] if "ended by signal 11: c was not judged" in each["message"]]
    assert crash["location"]["path"] == "c/main.tf"
    others = [each for each in before["findings"] if each["root"] != "c" and each["policy"] != "FG-SRC-001"]
    assert others
    left = {each["fingerprint"] for each in after["findings"]}
    assert {each["fingerprint"] for each in others} <= left


def test_a_bound_of_all_roots_together_is_kept_by_one_process(tree: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finops_guard.sources.terraform.scope.MAX_TOTAL_STEPS", 10)
    monkeypatch.setattr("finops_guard.sources.terraform.scope.STEPS_A_CHARACTER", 0)
    alone = scan(tree, 1, "--format", "json")
    assert "more than 10 evaluation steps" in alone.out
    assert scan(tree, 4, "--format", "json") == alone


def test_an_interrupt_ends_all(tree: Runner) -> None:
    code = (
        "import os, sys, time\n"
        "from finops_guard.sources.terraform.source import Reading\n"
        "judge = Reading.judge\n"
        "def slow(self, *rest):\n"
        "    sys.stderr.write(f'{os.getpid()}\\n'); sys.stderr.flush(); time.sleep(60)\n"
        "Reading.judge = slow\n"
        "sys.argv = ['finops-guard', 'scan', '--jobs', '3']\n"
        "from finops_guard.cli import run\nrun()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tree.directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    pids = {int(process.stderr.readline()) for _ in range(3)}
    assert process.pid in pids
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    process.stderr.close()
    for pid in pids - {process.pid}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def found(*paths: str) -> Discovered:
    discovered = Discovered()
    discovered.files["terraform"] = list(paths)
    return discovered


MANY = [f"r{number}/main.tf" for number in range(hiring.MIN_FILES)]


@pytest.mark.parametrize(
    ("files", "settings", "jobs", "number"),
    [
        (MANY, Settings(), 0, 4),
        (MANY[1:], Settings(), 0, None),
        (MANY[:3], Settings(), 2, 2),
        (MANY[:3], Settings(), 8, 3),
        (MANY[:1], Settings(), 8, None),
        (MANY, Settings(), 1, None),
        ([*MANY, "u/terragrunt.hcl"], Settings(), 0, None),
        (MANY, Settings(plans=("p.json",)), 0, None),
    ],
)
def test_who_is_hired(
    files: list[str],
    settings: Settings,
    jobs: int,
    number: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hiring, "available", lambda: 4)
    monkeypatch.setattr(sys, "platform", "linux")
    crew = crew_for(MemoryTree({}), found(*files), settings, (), jobs)
    assert (crew._number + 1 if crew is not None else None) == number


def test_directories_are_shared_whole_and_evenly() -> None:
    files = {f"d{number:02}": ["x"] * (number % 3 + 1) for number in range(30)}
    shares = sharing.directories(files, 4)
    assert sorted(each for share in shares for each in share) == sorted(files)
    weights = [sum(len(files[each]) for each in share) for share in shares]
    assert max(weights) - min(weights) <= 3
    assert sharing.directories({}, 2) == [[], []]


def test_the_heaviest_root_is_first() -> None:
    calls = {"a": {"m"}, "b": set(), "c": {"m"}, "m": set()}
    files = {"a": ["1"], "b": ["1", "2"], "c": ["1"], "m": ["1", "2", "3"]}
    data = ["c.yaml", "c/x.yaml", "cc/x.yaml"]
    assert sharing.batches(["a", "b", "c"], calls, files, data, [["a", "c"], ["b", "m"]]) == [[["c"], ["a"]], [["b"]]]
    many = [f"r{number:05}" for number in range(2500)]
    (batches,) = sharing.batches(many, {}, {}, [], [many])
    assert sorted(root for batch in batches for root in batch) == many
    assert len(batches) <= sharing._ROOM


def test_a_queue_gives_each_number_once() -> None:
    queue = sharing.Queue()
    queue.fill(sharing._ROOM)
    assert list(queue.taken()) == list(range(sharing._ROOM))


def test_what_another_process_read_is_remembered_as_read(tree: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tree.directory.parent / "cache"))
    command = [sys.executable, "-m", "finops_guard", "scan", "--as-of", "2026-05-01", "--var-file", "shared.tfvars"]

    def said(*options: str) -> str:
        return subprocess.run(
            [*command, "--jobs", "4", *options], cwd=tree.directory, capture_output=True, text=True, check=False
        ).stdout

    said()
    assert "nothing has changed" in said()
    for path in ("modules/web/main.tf", "c/main.tf", "shared.tfvars"):
        file = tree.directory / path
        file.write_text(file.read_text() + "\n")
        assert "nothing has changed" not in said(), path
        assert "nothing has changed" in said(), path


def test_policies_within_roots_are_all_that_need_no_other() -> None:
    left = {subject.name for subject in type(next(iter(member.WITHIN_ROOTS)))} - {
        each.name for each in member.WITHIN_ROOTS
    }
    assert left == {"OBJECT", "FILE", "BUDGET", "SCAN"}
