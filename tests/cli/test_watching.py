"""How far a scan is, on a terminal; why each file was taken and what takes time, where asked for."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Runner

from finops_guard.cli import watching
from finops_guard.cli.watching import Watch
from finops_guard.resources import ResourceSet

UNTAGGED = 'resource "aws_sqs_queue" "q" {}\n'


class Clock:
    """Time that goes on by a step whenever it is asked for."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def scanned(line: io.StringIO, step: float) -> Watch:
    watch = Watch(line, verbose=False, clock=Clock(step))
    watch.stage("read terraform")
    for number in range(20):
        watch.file(f"{number % 10}.tf")
    watch.found(ResourceSet())
    watch.stage("judge")
    watch.judged(500)
    watch.judged(1_000)
    return watch


def test_a_scan_that_ends_soon_shows_nothing() -> None:
    line = io.StringIO()
    scanned(line, 0.01).finish()
    assert line.getvalue() == ""


def test_a_line_is_written_over_itself_and_removed() -> None:
    line = io.StringIO()
    watch = scanned(line, 0.08)
    shown = line.getvalue()
    assert "\rReading Terraform: 10 files (1 s)\x1b[K" in shown
    assert shown.endswith("\rJudging: 1,000 checks of 0 resources (2 s)\x1b[K")
    assert "\n" not in shown
    assert shown.count("\r") < 15  # not each time
    watch.finish()
    assert line.getvalue().endswith("\r\x1b[K")
    watch.clear()
    assert line.getvalue().count("\r\x1b[K") == 1


def test_a_line_is_no_longer_than_the_terminal() -> None:
    line = io.StringIO()
    watch = Watch(line, verbose=False, width=20, clock=Clock(2.0))
    watch.stage("judge")
    watch.judged(123_456)
    assert line.getvalue() == "\rJudging (4 s)\x1b[K\rJudging: 123,456 ch\x1b[K"


def test_a_terminal_that_is_gone_is_no_failure() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError("gone")

    scanned(Gone(), 1.0).finish()


@pytest.mark.parametrize(
    ("environment", "quiet", "expected"),
    [
        ({"TERM": "xterm"}, False, True),
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({}, False, False),
        ({"TERM": "xterm", "CI": "true"}, False, False),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="terminals of Windows are told apart in another way")
def test_where_progress_is_shown(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], quiet: bool, expected: bool
) -> None:
    monkeypatch.setattr(watching.os, "environ", environment)
    monkeypatch.setattr(watching.sys, "stderr", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    assert (watching.terminal(quiet=quiet) is not None) is expected
    monkeypatch.setattr(watching.sys, "stderr", io.StringIO())
    assert watching.terminal(quiet=quiet) is None


DRIVER = """
import sys
from finops_guard.cli import watching
watching.DELAY = watching.INTERVAL = 0.0
from finops_guard.cli.main import guarded
sys.exit(guarded(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_progress_is_shown_on_a_terminal_and_removed_before_the_report(tmp_path: Path) -> None:
    import pty

    for number in range(20):
        (tmp_path / f"{number}.tf").write_text(UNTAGGED.replace('"q"', f'"q{number}"'))
    controller, terminal = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | {"TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, "scan", "."], cwd=tmp_path, env=environment, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(controller, 65536)
            except OSError:  # how Linux says that nobody writes any more
                break
            if not piece:
                break
            shown += piece
    os.close(controller)
    assert process.returncode == 1
    progress, _, report = shown.decode().rpartition("\r\x1b[K")
    assert re.search(r"\rReading Terraform: 20 files \(\d+ s\)\x1b\[K", progress)
    assert "\n" not in progress
    assert report.startswith(("\x1b[1m", "0.tf"))
    assert "Failed:" in report


def test_no_terminal_no_progress(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "DELAY", 0.0)
    run.write("main.tf", UNTAGGED)
    assert run("scan").err == ""


def test_verbose_tells_why_each_file_was_taken_or_left_out(run: Runner) -> None:
    run.write(".git/HEAD", "")
    run.write(".gitignore", "ignored/\n")
    run.write(".finops-guard.yaml", "exclude: [old.tf]\n")
    for name in ("old.tf", "ignored/x.tf", "live/.terraform/x.tf"):
        run.write(name, UNTAGGED)
    run.write("live/main.tf", 'module "m" {\n  source = "../m"\n}\n')
    run.write("live/terraform.tfvars", "")
    run.write("m/main.tf", UNTAGGED)
    run.write("notes.yaml", "a: 1\n")
    run.write("notes.md", "")
    ran = run("scan", "--verbose", "--output", "json=report.json", "--output", "text=-")
    assert ran.code == 1
    assert "time:" not in ran.out
    *lines, time = ran.err.splitlines()
    assert sorted(lines) == [
        "judged: live/main.tf (terraform by its name *.tf; root live)",
        "judged: m/main.tf (terraform by its name *.tf; module of live)",
        "left out: .git/ (directories of this name are never looked into)",
        "left out: ignored/ (by .gitignore)",
        "left out: live/.terraform/ (directories of this name are never looked into)",
        "left out: old.tf (by exclude of the configuration, or --exclude)",
        "other: .finops-guard.yaml (kubernetes by its name *.yaml; no Kubernetes object)",
        "other: notes.yaml (kubernetes by its name *.yaml; no Kubernetes object)",
        "supporting: live/terraform.tfvars (terraform by its name *.tfvars; root live; variable values)",
    ]
    stages = re.findall(r"([a-z][a-z ]*) \d+\.\d\d s", time)
    assert stages == [
        *("policies", "discover", "read terraform", "read kubernetes", "price", "judge", "govern", "report", "in all"),
    ]


def test_verbose_names_are_as_seen_from_here_and_harmless(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write(".git/HEAD", "")
    run.write("live/a\x1b[2J.tf", UNTAGGED)
    monkeypatch.chdir(run.directory / "live")
    assert "judged: a<U+001B>[2J.tf (terraform by its name *.tf; root .)" in run("scan", "-v").err


def test_quiet_and_verbose_are_not_both(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    ran = run("scan", "-q", "-v")
    assert (ran.code, ran.out) == (2, "")
    assert "--quiet and --verbose" in ran.err


def test_quiet_says_nothing_where_nothing_blocks(run: Runner) -> None:
    run.write("main.tf", "")
    assert (run("scan", "-q").code, run("scan", "-q").out) == (0, "")
    run.write("main.tf", UNTAGGED)
    ran = run("scan", "-q", "--output", "out.txt")
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    lines = (run.directory / "out.txt").read_text().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("main.tf:1:1: error FG-TAG-001 required-tags: aws_sqs_queue.q has no tag")


def test_options_of_text_change_no_other_format(run: Runner) -> None:
    run.write("main.tf", UNTAGGED)
    plain = run("scan", "--format", "json", "--as-of", "2026-01-01").out
    options = ("-q", "--group-by", "owner", "--no-snippets", "--hyperlinks", "always")
    assert run("scan", "--format", "json", "--as-of", "2026-01-01", *options).out == plain
