"""What holds of every format: hostile text breaks nothing, and nothing depends on when and where it is made."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from reporters.building import clean, empty
from reporters.full import full
from reporters.hostile import HOSTILE, hostile

from benchmarks.large_report import large
from finops_guard.reporters import REPORTERS, Options, render


@pytest.mark.parametrize("format", REPORTERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_rendered_as_text_that_can_be_written(name: str, format: str) -> None:
    text = render(hostile(HOSTILE[name]), format, Options())
    text.encode("utf-8")
    assert text.endswith("\n")
    assert text == render(hostile(HOSTILE[name]), format, Options())


@pytest.mark.parametrize("format", sorted(set(REPORTERS) - {"text"}))
def test_seconds_and_the_working_directory_are_in_no_file(format: str) -> None:
    elsewhere = Options(width=40, seconds=1.25, prefix="live/prod/", base="../x/")
    assert render(full(), format, elsewhere) == render(full(), format, Options())


@pytest.mark.parametrize("format", REPORTERS)
def test_reports_with_little_in_them_are_rendered(format: str) -> None:
    for report in (empty(), clean(), replace(full(), findings=(), policies=())):
        assert render(report, format, Options()).endswith("\n")


@pytest.mark.parametrize("format", REPORTERS)
def test_what_is_large_is_rendered_whole(format: str) -> None:
    small, double = (len(render(large(number), format, Options())) for number in (400, 800))
    assert double < 2.5 * small
