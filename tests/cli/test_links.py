"""Where links are written: terminals that are known to show them, or where they are asked for."""

from __future__ import annotations

import io

import pytest
from support.command_line import Runner

from finops_guard.cli.links import hyperlink
from finops_guard.errors import UsageError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"VTE_VERSION": "5202"}, True),
        ({"VTE_VERSION": "5000"}, False),  # 0.50.0 crashed
        ({"VTE_VERSION": "4601"}, False),
        ({"VTE_VERSION": "x"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "alacritty"}, True),
        ({"WT_SESSION": "1"}, True),
        ({"KONSOLE_VERSION": "210401"}, True),
        ({"WT_SESSION": "1", "CI": "true"}, False),
        ({"WT_SESSION": "1", "TERM": "dumb"}, False),
        ({"WT_SESSION": "1", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "1", "CI": "true"}, True),
    ],
)
def test_the_terminal_decides(environment: dict[str, str], expected: bool) -> None:
    assert bool(hyperlink("auto", "/work", Terminal(), environment)) is expected
    forced = environment.get("FORCE_HYPERLINK") == "1"
    assert bool(hyperlink("auto", "/work", io.StringIO(), environment)) is forced


def test_what_is_asked_for_goes_before() -> None:
    assert hyperlink("never", "/work", Terminal(), {"FORCE_HYPERLINK": "1"}) == ""
    assert hyperlink("always", "/a b", io.StringIO(), {}).endswith("/a%20b/{path}")
    editor = {"TERM_PROGRAM": "vscode"}
    assert hyperlink("auto", "/a", Terminal(), editor) == "vscode://file/a/{path}:{line}:{column}"
    assert hyperlink("idea://open?file={path}&line={line}", "/", io.StringIO(), {}) == (
        "idea://open?file=/{path}&line={line}"
    )


@pytest.mark.parametrize("when", ["", "yes", "file://x", "x {path}", "\x1b]8;;{path}", "é{path}"])
def test_what_is_no_address_is_refused(when: str) -> None:
    with pytest.raises(UsageError, match="--hyperlinks"):
        hyperlink(when, "/", io.StringIO(), {})


def test_links_are_for_standard_output_alone(run: Runner) -> None:
    run.write("main.tf", 'resource "aws_sqs_queue" "q" {}\n')
    ran = run("scan", "--hyperlinks", "always", "--output", "text=report.txt", "--output", "text=-")
    assert f"{run.directory}/main.tf\x1b\\main.tf:1:1" in ran.out
    assert "\x1b" not in (run.directory / "report.txt").read_text()
    assert "\x1b" not in run("scan").out
