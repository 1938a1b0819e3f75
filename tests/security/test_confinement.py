"""Whatever a scanned tree asks for: nothing outside of it is read, nothing is run but the tools, nothing is asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from security.hostile_repository import SECRET, Hostile
from support import watched

import finops_guard
from finops_guard.sources.kubernetes.rendering import tools

ROOT = Path(finops_guard.__file__).resolve().parent.parent
COMMANDS = [
    *(["scan", "--profile", "run", "--format", form, *more]
      for form in ("text", "json", "sarif", "markdown", "html", "github", "csv", "junit", "gitlab", "jsonl")
      for more in ([["--no-cache", "-v"], ["--record"]] if form == "json" else [[]])),
    ["scan", "--base", "HEAD"], ["scan", "--hcl-parser", "python-hcl2"],
    ["cost", "--format", "json"], ["diff", "--base", "HEAD"], ["score", "--history", "months"],
    ["score", "--format", "html", "--base", "HEAD", "--no-regression"],
    ["inspect", "resources"], ["inspect", "roots"], ["baseline", "create", "--baseline", "SCRATCH/baseline.json"],
    ["exception", "list"], ["exception", "check"], ["policy", "list"],
    ["audit", "export", "--output", "SCRATCH/evidence"],
]  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    return Hostile(tmp_path)


def run(hostile: Hostile, arguments: list[str]) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run a command in the hostile tree, and return it with what it reached for."""
    scratch, said = hostile.tree.parent / "scratch", hostile.tree.parent / "said"
    scratch.mkdir(exist_ok=True)
    # Where Python and the modules are that this very test runs with; nowhere in the tree.
    program = [sys.prefix, sys.base_prefix, *(path for path in sys.path if path), str(ROOT)]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch), "CANARY": SECRET,
        "XDG_CACHE_HOME": str(scratch / "cache"), "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *sys.path[1:]))),
        "PYTHONDONTWRITEBYTECODE": "1", "TF_VAR_nobody_asks": SECRET,
    }  # fmt: skip
    command = [sys.executable, watched.__file__, said, hostile.tree, os.pathsep.join(program), scratch, "--"]
    words = [word.replace("SCRATCH", str(scratch)) for word in arguments]
    ran = subprocess.run(
        [*map(str, command), *words], cwd=hostile.tree, env=environment, capture_output=True, text=True, check=False
    )
    return ran, said.read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="links and paths of POSIX")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_hostile_tree_reaches_nothing(hostile: Hostile, arguments: list[str]) -> None:
    ran, offences = run(hostile, arguments)
    assert offences == []
    assert ran.returncode in (0, 1), ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout or ran.stderr
    assert SECRET not in ran.stdout + ran.stderr
    assert not hostile.is_sprung
    scratch = hostile.tree.parent / "scratch"
    assert [path for path in scratch.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and paths of POSIX")
def test_what_is_harmless_in_it_is_judged_all_the_same(hostile: Hostile) -> None:
    ran, _ = run(hostile, ["scan", "--profile", "run", "--format", "json", "--verdicts", "all"])
    places = {each["location"]["path"] for each in json.loads(ran.stdout)["findings"]}
    assert {"main.tf", "simple/pod.yaml"} <= places
    if shutil.which("helm"):
        assert "rendered/templates/pod.yaml" in places


# What a configuration may name, for PLACE outside of the tree.
NAMED = {
    "policies": "policy-directories: [PLACE]",
    "a baseline": "baseline: PLACE/secret.yaml",
    "use": "usage: PLACE/secret.yaml",
    "prices": "prices: {book: [PLACE/secret.yaml]}",
    "variables": "terraform: {var-files: [PLACE/secret.hcl]}",
    "values of charts": "kubernetes: {charts: {rendered: [{values: [PLACE/secret.yaml]}]}}",
    "overlays": "kubernetes: {overlays: {PLACE: prod}}",
    "values of a policy": "policies: {required-tags: {parameters: {keys: [{key: a, values: {file: PLACE/x.txt}}]}}}",
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and paths of POSIX")
@pytest.mark.parametrize("place", ["../outside", "away"])
@pytest.mark.parametrize("named", NAMED)
def test_a_configuration_leads_nowhere_else(hostile: Hostile, named: str, place: str) -> None:
    (hostile.tree / "away").symlink_to(hostile.outside)
    text = NAMED[named].replace("PLACE", place.replace("OUTSIDE", str(hostile.outside)))
    (hostile.tree / ".finops-guard.yaml").write_text(f"profile: run\n{text}\n", encoding="utf-8")
    ran, offences = run(hostile, ["scan", "--format", "json", "--verdicts", "all"])
    assert offences == []
    assert SECRET not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    if (named, place) != ("overlays", "away"):  # a pattern, which no directory of the tree meets
        assert ran.returncode == 2, ran.stderr
        assert ran.stderr.startswith("error: .finops-guard.yaml:2:")


def _offence(watch: watched.Watch, event: str, *arguments: object) -> bool:
    before = os.fstat(watch.said).st_size
    watch(event, arguments)
    return os.fstat(watch.said).st_size > before


GIT = "/usr/bin/git"
LIMITED = ["/bin/sh", "-c", tools._LIMIT_AND_RUN, "sh", "1"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and paths of POSIX")
def test_the_watch_would_notice(tmp_path: Path) -> None:
    tree, scratch = tmp_path / "tree", tmp_path / "scratch"
    for each in (tree, scratch):
        each.mkdir()
    (tree / "link").symlink_to(tmp_path)
    said = os.open(tmp_path / "said", os.O_WRONLY | os.O_CREAT)
    watch = watched.Watch(said, str(tree), [sys.prefix], str(scratch))
    allowed = [
        ("open", str(tree / "main.tf"), "r", os.O_RDONLY),
        ("open", str(scratch / "x"), "w", os.O_WRONLY),
        ("open", os.fsencode(sys.prefix), None, os.O_RDONLY),
        ("os.scandir", str(tree)),
        ("os.mkdir", str(scratch / "x"), 0o700, -1),
        ("exec", compile("1", "<string>", "exec")),
        ("subprocess.Popen", GIT, [GIT, "log"], None, {}),
        ("subprocess.Popen", "/bin/sh", [*LIMITED, "/opt/helm", "template"], None, {}),
        ("import", "os"),
    ]
    refused = [
        ("open", str(tmp_path / "secret"), "r", os.O_RDONLY),
        ("open", str(tree / "link/secret"), "r", os.O_RDONLY),
        ("open", str(tree / "../secret"), "r", os.O_RDONLY),
        ("open", str(tree / "main.tf"), "w", os.O_WRONLY),
        ("open", str(tmp_path / "tree-beside"), "r", os.O_RDONLY),
        ("os.listdir", str(tmp_path)),
        ("os.remove", str(tree / "main.tf"), -1),
        ("exec", compile("1", str(tree / "yaml.py"), "exec")),
        ("subprocess.Popen", GIT, [GIT, "log"], None, None),
        ("subprocess.Popen", "git", ["git", "log"], None, {}),
        ("subprocess.Popen", "/bin/sh", ["/bin/sh", "-c", "git log"], None, {}),
        ("subprocess.Popen", "/bin/sh", [*LIMITED, "/usr/bin/curl"], None, {}),
        ("subprocess.Popen", "/usr/bin/curl", ["/usr/bin/curl"], None, {}),
        ("os.system", b"true"),
        ("socket.connect", None, ("127.0.0.1", 9)),
        ("socket.getaddrinfo", "localhost", 9),
        ("pickle.find_class", "os", "system"),
    ]
    assert [each for each in allowed if _offence(watch, *each)] == []
    assert [each for each in refused if not _offence(watch, *each)] == []
    os.close(said)
