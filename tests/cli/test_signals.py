"""What ends a scan from outside: signals, and the time of --timeout. Nothing is left behind, and no trace is shown."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard import judging, scan
from finops_guard.cli import signals
from finops_guard.policy import loader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and programs of a shell")

CLEAN = "locals { a = 1 }\n"
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/values.yaml": "replicas: 1\n",
    "chart/templates/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n",
}
OVERLAY = {
    "overlay/kustomization.yaml": "namePrefix: a-\nresources: [pod.yaml]\n",
    "overlay/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n",
}


class Slow:
    """A scan that waits for a rendering tool which never ends, and whose own child does not, either."""

    def __init__(self, directory: Path, tool: str) -> None:
        self.directory, self.temporary = directory / "tree", directory / "temporary"
        self._children = directory / "children"
        for path, text in {**CHART, **OVERLAY, "main.tf": CLEAN}.items():
            target = self.directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        self.temporary.mkdir()
        programs = directory / "bin"
        programs.mkdir()
        pids = shlex.quote(str(self._children))
        (programs / tool).write_text(
            f"#!/bin/sh\n/bin/sleep 300 &\necho $$ $! > {pids}.new\n/bin/mv {pids}.new {pids}\nwait\n"
        )
        (programs / tool).chmod(0o755)
        self.environment = {**os.environ, "PATH": str(programs), "TMPDIR": str(self.temporary), "HOME": str(directory)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "finops_guard", *arguments],
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for_tool(self, process: subprocess.Popen[str]) -> None:
        until(lambda: self._children.exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()

    def assert_nothing_is_left(self) -> None:
        started = self._children.read_text() if self._children.exists() else ""
        for child in map(int, started.split()):
            until(lambda pid=child: not is_running(pid))
        assert list(self.temporary.iterdir()) == []


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that happens soon, if it ever does."""
    for _ in range(3_000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it does not happen")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


@pytest.mark.parametrize("tool", ["helm", "kubectl"])
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGHUP, 129, "terminated"),
    ],
)
def test_a_signal_ends_a_scan_with_all_that_it_started(
    tmp_path: Path, tool: str, number: signal.Signals, code: int, told: str
) -> None:
    slow = Slow(tmp_path, tool)
    with slow.start("scan", "--output", "json=report.json") as process:
        slow.wait_for_tool(process)
        process.send_signal(number)
        out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (code, "", told)
    slow.assert_nothing_is_left()
    assert not (slow.directory / "report.json").exists()


@pytest.mark.parametrize("tool", ["helm", "kubectl"])
@pytest.mark.parametrize("command", [["scan"], ["cost"], ["score"], ["diff", "--base", "."]], ids=lambda each: each[0])
def test_the_time_of_tools_counts(tmp_path: Path, command: list[str], tool: str) -> None:
    slow = Slow(tmp_path, tool)
    with slow.start(*command, "--timeout", "3", "--output", "report") as process:
        out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert err.startswith("error: --timeout: it takes longer than 3 seconds")
    assert "nothing is reported, for it would not be all" in err
    assert err.count("\n") == 1
    slow.assert_nothing_is_left()
    assert not (slow.directory / "report").exists()


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CLEAN)
    code = (
        "import signal; from finops_guard.cli.signals import end_at_signals\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); end_at_signals()\n"
        "signal.raise_signal(signal.SIGHUP); print('goes on')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "goes on\n"), done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["finops_guard.cli.remembered", "finops_guard.cli.main", "finops_guard.scan"])
def test_a_signal_while_it_starts_shows_no_trace(tmp_path: Path, module: str, number: signal.Signals) -> None:
    (tmp_path / "main.tf").write_text(CLEAN)
    code = (
        "import signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        "            sys.meta_path.remove(self)\n"
        f"            signal.raise_signal({int(number)})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv = ['finops-guard', 'scan', '--no-cache']\n"
        "from finops_guard.cli import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    # Before anything is begun, a request to end does what it does to any program.
    assert done.returncode in ({130} if number == signal.SIGINT else {143, -int(number)})
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def endless(*_: object, **__: object) -> None:
    while True:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "command", [["scan"], ["scan", "-q"], ["cost"], ["score"], ["inspect", "resources"], ["baseline", "create"]]
)
def test_work_that_does_not_end_is_ended(run: Runner, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    run.write("live/main.tf", CLEAN)
    for module in (judging, scan):
        monkeypatch.setattr(module, "discover", endless)
    ran = run(*command, "--timeout", "0.05")
    assert ran.code == 2
    assert "error: --timeout: it takes longer than 0.05 seconds" in ran.err
    assert "give it more time, or one directory at a time" in ran.err
    assert ran.out == ""


def test_it_is_told_where_the_time_was_spent(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write("main.tf", CLEAN)
    run.write(".finops-guard.yaml", "profile: run\n")
    monkeypatch.setattr(judging, "discover", endless)
    assert "(while looking for files)" in run("scan", "--timeout", "0.2").err
    monkeypatch.setattr(loader, "load", endless)
    assert "(while reading policies)" in run("scan", "--timeout", "0.2").err
    monkeypatch.setattr(judging, "judge", endless)
    assert "(the last file was .finops-guard.yaml)" in run("score", "--timeout", "0.2").err


def test_time_that_suffices_changes_nothing(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_sqs_queue" "q" {}\n')
    with_limit, without = (run("scan", *more, "--format", "json") for more in (["--timeout", "1000"], []))
    assert (with_limit.code, with_limit.out) == (without.code, without.out)
    assert with_limit.code == 1
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_report_that_is_there_is_written_whole(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from finops_guard.cli import options

    armed: list[float] = []
    kept = options.whole

    def whole(path: str, text: str) -> None:
        armed.append(signal.getitimer(signal.ITIMER_REAL)[0])
        kept(path, text)

    monkeypatch.setattr(options, "whole", whole)
    run.write("main.tf", CLEAN)
    assert run("scan", "--timeout", "1000", "--output", "report.txt").code == 0
    assert armed == [0.0]


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon", "", "1e9"])
def test_what_is_no_time(run: Runner, given: str) -> None:
    run.write("main.tf", CLEAN)
    ran = run("scan", "--timeout", given)
    assert ran.code == 2
    assert "--timeout" in ran.err
    assert "bug" not in ran.err


def test_a_thread_keeps_the_time_where_there_are_no_timers(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write("main.tf", CLEAN)
    monkeypatch.setattr(judging, "discover", endless)

    def begin(seconds: float) -> None:
        signals._deadline.seconds, signals._deadline.is_over = seconds, False
        signals.begin_beside(seconds)

    monkeypatch.setattr("finops_guard.cli.options.begin", begin)
    ran = run("scan", "--timeout", "0.2")
    assert ran.code == 2
    assert "it takes longer than 0.2 seconds (while looking for files)" in ran.err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, monkeypatch, capsys)
