"""The HTML report in a real Chromium: it filters, sorts, opens, prints, and complains about nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reporters.hostile import HOSTILE, hostile
from reporters.test_html import everything
from support.chromium import Page, browser, chromium

from benchmarks.large_report import large
from finops_guard.report import Report
from finops_guard.reporters import Options, render

PROGRAM = chromium()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")

MESSAGES = "[...document.querySelectorAll('.finding .opener')].map(each => each.textContent)"
COUNT = "document.querySelector('#findings-count').textContent"

Open = Callable[[Report], Page]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(PROGRAM or "", tmp_path_factory.mktemp("profile")) as found:
        found.size(1280, 900)
        yield found


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Iterator[Open]:
    def open_(report: Report) -> Page:
        path = tmp_path / "report.html"
        path.write_text(render(report, "html", Options()), encoding="utf-8")
        page.open(path)
        return page

    yield open_
    assert page.complaints == []
    assert len(page.requests) == 1


def choose(page: Page, name: str, label: str) -> None:
    page.run(f"""(() => {{
      const select = document.querySelector("#f-{name}");
      const option = [...select.options].find(each => each.textContent.startsWith({json.dumps(label)}));
      select.value = option.value;
      select.dispatchEvent(new Event("change"));
    }})()""")


def search(page: Page, words: str) -> None:
    before = page.run(COUNT)
    page.run("document.querySelector('#f-search').value = ''; document.querySelector('#f-search').focus()")
    page.type(words)
    page.until(f"{COUNT} !== {json.dumps(before)}")


def test_the_table_shows_what_is_to_look_at_first(opened: Open) -> None:
    page = opened(everything())
    report = everything()
    assert page.run(COUNT) == f"{len(report.findings)} of {len(report.findings) + len(report.suppressed) + 1} findings"
    assert page.run(f"{MESSAGES}.length") == len(report.findings)


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("state", "Exception", lambda report: sum(each.exception is not None for each in report.suppressed)),
        ("state", "Ignored in code", lambda report: sum(each.exception is None for each in report.suppressed)),
        ("state", "Stood before", lambda report: len(report.novelty.known)),
        ("state", "Undecided", lambda report: sum(each.verdict == "unresolved" for each in report.findings)),
        ("severity", "Warning", lambda report: sum(each.severity == "warning" for each in report.findings)),
        ("policy", "FG-TAG-001", lambda report: sum(each.policy == "FG-TAG-001" for each in report.findings)),
        ("environment", "dev", lambda report: sum(each.environment == "dev" for each in report.findings)),
        ("owner", "none known", lambda report: sum(not each.owner for each in report.findings)),
        ("standing", "Worse", lambda report: sum(each.standing == "worse" for each in report.findings)),
    ],
)
def test_filters_narrow_the_rows(opened: Open, name: str, label: str, expected: Callable[[Report], int]) -> None:
    page = opened(everything())
    choose(page, name, label)
    number = expected(everything())
    assert number
    assert page.run(f"{MESSAGES}.length") == number
    page.run("document.querySelector('#f-reset').click()")
    assert page.run(f"{MESSAGES}.length") == len(everything().findings)


def test_search_finds_all_words_wherever_they_stand(opened: Open) -> None:
    page = opened(everything())
    search(page, "WEB[1] fg-tag cost-center")
    assert page.run(MESSAGES) == ['aws_instance.web[1] has no tag "cost-center"']
    search(page, "nowhere at all")
    assert page.run("document.querySelector('#findings-rows').textContent") == "No finding fits these filters."


@pytest.mark.parametrize("column", ["severity", "state", "message", "address", "environment", "owner", "money"])
def test_columns_sort_both_ways_and_say_so(opened: Open, column: str) -> None:
    page = opened(everything())
    before = page.run(MESSAGES)
    header = f"document.querySelector('th[data-column={column}]')"
    cell = {"severity": 0, "state": 1, "message": 2, "address": 3, "environment": 4, "owner": 5, "money": 6}[column]
    values = f"[...document.querySelectorAll('.finding')].map(each => each.cells[{cell}].innerText)"
    page.run(f"{header}.querySelector('button').click()")
    assert page.run(f"{header}.getAttribute('aria-sort')") == "ascending"
    up = page.run(values)
    page.run(f"{header}.querySelector('button').click()")
    assert page.run(f"{header}.getAttribute('aria-sort')") == "descending"
    down = page.run(values)
    assert sorted(up) == sorted(down)
    # Of equals the order is that of the report both ways: only the first of each are compared.
    assert list(dict.fromkeys(up)) == list(dict.fromkeys(down))[::-1]
    page.run(f"{header}.querySelector('button').click()")
    assert page.run(f"{header}.getAttribute('aria-sort')") is None
    assert page.run(MESSAGES) == before


def test_a_finding_opens_for_its_details(opened: Open) -> None:
    page = opened(everything())
    search(page, "it is not known how large")
    page.run("document.querySelector('.opener').click()")
    detail = page.run("document.querySelector('.detail').innerText")
    for expected in ("var.size has no value", "live/dev/variables.tf:3:1", "instance_type = var.size", "Fingerprint"):
        assert expected in detail
    assert page.run("document.querySelector('.detail mark').textContent") == "var.size"
    opener = "document.querySelector('.opener')"
    assert page.run(f"document.getElementById({opener}.getAttribute('aria-controls')).className") == "detail"
    page.run(f"{opener}.click()")
    assert page.run("document.querySelector('.detail')") is None
    assert page.run(f"{opener}.getAttribute('aria-expanded')") == "false"


def test_links_of_references_tell_nothing_and_give_no_handle(opened: Open) -> None:
    page = opened(everything())
    choose(page, "policy", "FG-TAG-001")
    page.run("document.querySelector('.opener').click()")
    link = "document.querySelector('.detail a')"
    assert page.run(f"[{link}.href, {link}.rel]") == ["https://framework.finops.org/", "noopener noreferrer"]


def test_everything_works_from_the_keyboard(opened: Open) -> None:
    page = opened(everything())
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    page.press("Enter", "\r")
    page.until("location.hash === '#main'")
    page.run("document.querySelector('th[data-column=owner] button').focus()")
    page.press("Enter", "\r")
    assert page.run("document.querySelector('th[data-column=owner]').getAttribute('aria-sort')") == "ascending"
    page.run("document.querySelector('th[data-column=money] button').focus()")
    page.press("Tab")
    assert page.run("document.activeElement.className") == "opener"
    page.press(" ", " ")
    assert page.run("document.activeElement.getAttribute('aria-expanded')") == "true"
    assert page.run("document.querySelectorAll('.detail').length") == 1


def test_a_policy_in_the_summary_filters_the_table(opened: Open) -> None:
    page = opened(everything())
    page.run("document.querySelector('.todo a[data-policy]').click()")
    chosen = page.run("document.querySelector('.todo a[data-policy]').dataset.policy")
    shown = page.run("[...document.querySelectorAll('.finding .message .under')].map(each => each.textContent)")
    assert shown
    assert all(text.startswith(f"{chosen} ") for text in shown)
    assert page.run("location.hash") == "#findings"


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_stranger_wrote_runs_or_becomes_markup(opened: Open, name: str) -> None:
    page = opened(hostile(HOSTILE[name], everything()))
    page.run("document.querySelectorAll('.opener').forEach(each => each.click())")
    assert page.run("document.querySelectorAll('.detail').length") == page.run(f"{MESSAGES}.length") > 0
    assert page.run("document.querySelectorAll('main img, main script, main h1, main [onmouseover]').length") == 0
    assert page.run("document.scripts.length") == 2


def contrasts(selector: str) -> str:
    """Return a script that gives what has too little contrast to what is behind it (WCAG 2.2, 1.4.3)."""
    return f"""(() => {{
      const shades = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(each => {{
        const part = each / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      }});
      const light = colour => {{ const [r, g, b] = shades(colour); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }};
      const back = element => {{
        for (let at = element; at; at = at.parentElement) {{
          const colour = getComputedStyle(at).backgroundColor;
          if (colour !== "rgba(0, 0, 0, 0)") return colour;
        }}
        return "rgb(255, 255, 255)";
      }};
      const worst = {{}};
      for (const each of document.querySelectorAll({json.dumps(selector)})) {{
        const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !each.getClientRects().length || each.closest("svg, :disabled")) continue;
        const pair = [light(getComputedStyle(each).color), light(back(each))].sort((a, b) => a - b);
        const contrast = (pair[1] + 0.05) / (pair[0] + 0.05);
        if (contrast < 4.5) worst[each.className || each.tagName] = contrast;
      }}
      return worst;
    }})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(opened: Open, page: Page, scheme: str) -> None:
    page.media("", scheme)
    try:
        opened(everything())
        choose(page, "state", "All")
        page.run("document.querySelectorAll('.opener').forEach(each => each.click())")
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.run(contrasts("body *")) == {}
        back = page.run("getComputedStyle(document.body).backgroundColor")
        assert (scheme == "dark") == (sum(map(int, back[4:-1].split(","))) < 200)
    finally:
        page.media()


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_the_page_is_never_wider_than_the_window(opened: Open, page: Page, width: int) -> None:
    page.size(width, 800)
    try:
        opened(everything())
        assert page.run("document.documentElement.scrollWidth") <= width
        opened(hostile(HOSTILE["long"], everything()))
        assert page.run("document.documentElement.scrollWidth") <= width
    finally:
        page.size(1280, 900)


def test_it_is_readable_without_its_script(opened: Open, page: Page) -> None:
    page.scripts(allowed=False)
    try:
        opened(everything())
    finally:
        page.scripts(allowed=True)
    assert page.run("getComputedStyle(document.querySelector('.controls')).display") == "none"
    shown = page.run("document.querySelector('#findings-rows').textContent")
    assert 'aws_instance.web[1] has no tag "cost-center"' in shown


def test_on_paper_everything_is_open_and_no_control_is_left(opened: Open, page: Page) -> None:
    opened(everything())
    folded = page.run("document.querySelectorAll('details:not([open]):not(.aside)').length")
    page.run("addEventListener('beforeprint', () => { window.foldedOnPaper = "
             "document.querySelectorAll('details:not([open]):not(.aside)').length; })")  # fmt: skip
    assert page.printed().startswith(b"%PDF-")
    assert page.run("window.foldedOnPaper") == 0 < folded
    assert page.run("document.querySelectorAll('details:not([open]):not(.aside)').length") == folded
    page.media("print")
    try:
        assert page.run("getComputedStyle(document.querySelector('.controls')).display") == "none"
    finally:
        page.media()


def test_ten_thousand_findings_can_be_filtered_sorted_and_paged(opened: Open) -> None:
    report = large(10_000)
    page = opened(report)
    assert page.run("document.querySelectorAll('.finding').length") == 50
    first = page.run(MESSAGES)[0]
    page.run("document.querySelector('#page-on').click()")
    assert page.run(MESSAGES)[0] != first
    page.run("document.querySelector('th[data-column=message] button').click()")
    shown = [text.lower() for text in page.run(MESSAGES)]
    assert shown == sorted(shown)
    wanted = report.findings[1234]
    search(page, wanted.fingerprint)
    assert page.run(f"{COUNT}.startsWith('1 of ')")
