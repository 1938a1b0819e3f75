"""Answers count for 180 days, stand beside evidence, and are written by a command."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from finops_guard.cli.main import main
from finops_guard.maturity.answers import ANSWERS, Answer, in_force, joined, read, said, written
from finops_guard.maturity.criteria import BENCHMARKS, BILLED_COVERAGE, ESTIMATED_COVERAGE, capabilities
from finops_guard.maturity.model import Evidence, Grade, Level, Standing, Status
from finops_guard.maturity.outcomes import measured, unassessed
from finops_guard.maturity.questions import QUESTIONS
from finops_guard.maturity.score import score
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import DirectoryTree, MemoryTree


def text(question: str = "savings", answer: str = "walk", on: str = "2026-05-01", by: str = "Jo") -> str:
    return f'answers:\n  - {{question: {question}, answer: {answer}, by: {by}, on: "{on}"}}\n'


@pytest.mark.parametrize(
    ("on", "as_of", "counts", "said"),
    [
        ("2026-05-01", "2026-05-01", True, ""),
        ("2026-05-01", "2026-10-28", True, ""),  # 180 days
        ("2026-05-01", "2026-10-29", False, "181 days old"),
        ("2026-05-02", "2026-05-01", False, "in the future"),
        ("2026-02-30", "2026-05-01", False, "no day of the calendar"),
        ("2026-05-01", "", False, ""),
    ],
)
def test_an_answer_counts_for_180_days(on: str, as_of: str, counts: bool, said: str) -> None:
    found = read(MemoryTree({ANSWERS: text(on=on)}), as_of)
    assert bool(found.answers) is counts
    assert [said in each.message for each in found.diagnostics] == [True] * bool(said)
    assert all(each.span is not None and each.span.location().line == 2 for each in found.diagnostics)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(question="saving"), "saving"),
        (text(answer="sprint"), "sprint"),
        (text(by='" "'), "by"),
        ("answers:\n  - {question: savings, answer: run}\n", "is missing"),
        ("answers: [\n", ""),
        ("---\nanswers: []\n---\nanswers: []\n", "one document"),
    ],
)
def test_a_file_that_is_not_right_holds_no_answer(content: str, said: str) -> None:
    found = read(MemoryTree({ANSWERS: content}), "2026-05-01")
    assert found.answers == ()
    assert said in found.diagnostics[0].message


def test_the_latest_answer_counts_also_where_a_later_one_is_in_the_future() -> None:
    given = [Answer("tools", level, "Jo", on) for level, on in (("run", "2026-03-01"), ("crawl", "2026-02-01"))]
    found = in_force([*given, Answer("tools", Level.WALK, "Jo", "2027-01-01")], "2026-05-01")
    assert [each.on for each in found.answers] == ["2026-03-01"]
    assert len(found.diagnostics) == 1


MONITOR = "anomalies.monitor"


@pytest.mark.parametrize(
    ("known", "answer", "value", "grade", "said"),
    [
        (None, "crawl", 0.0, Grade.ANSWERED, "answered crawl by Jo on 2026-05-01: weeks"),
        (None, "run", 1.0, Grade.ANSWERED, "no time: both are automatic"),
        (unassessed(MONITOR, "x"), "walk", 1.0, Grade.ANSWERED, "hours"),
        (measured(MONITOR, 1.0, "there"), "walk", 1.0, Grade.DESIGN, "there (answered walk by Jo on 2026-05-01)"),
        (measured(MONITOR, 0.0, "none"), "walk", 0.0, Grade.DESIGN, "which this contradicts"),
        (measured(MONITOR, 1.0, "there"), "crawl", 1.0, Grade.DESIGN, "which this contradicts"),
        (measured(MONITOR, 0.0, "none", None, 1.0), "run", 0.0, Grade.DESIGN, "none (answered run by Jo"),
        (Evidence(MONITOR, Status.NOT_APPLICABLE, None, "no"), "run", None, Grade.DESIGN, "no"),
    ],
)
def test_evidence_stands_and_a_contradiction_is_named(
    known: Evidence | None, answer: str, value: float | None, grade: Grade, said: str
) -> None:
    evidence = {MONITOR: known} if known is not None else {}
    found = joined(evidence, [Answer("anomalies", Level(answer), "Jo", "2026-05-01")])[MONITOR]
    assert (found.value, found.grade) == (value, grade)
    assert said in found.detail
    assert ("contradicts" in found.detail) is ("contradicts" in said)


# Words are taken at their lower end: what they leave open is in the range, and lifts nothing.
@pytest.mark.parametrize(
    ("question", "answer", "value", "upper", "levels"),
    [
        ("allocation", "crawl", 0.0, 0.699, {"ff-2026": "crawl", "ff-2023": "crawl", "costdefender": "crawl"}),
        ("allocation", "walk", 0.70, 0.90, {"ff-2026": "crawl", "ff-2023": "crawl", "costdefender": "walk"}),
        ("allocation", "run", 0.90, 1.0, {"ff-2026": "walk", "ff-2023": "walk", "costdefender": "walk"}),
        ("savings", "crawl", 0.0, 0.299, dict.fromkeys(BENCHMARKS, "crawl")),
        ("savings", "walk", 0.30, 0.70, dict.fromkeys(BENCHMARKS, "walk")),
        ("savings", "run", 0.70, 1.0, dict.fromkeys(BENCHMARKS, "walk")),
    ],
)
def test_an_answer_claims_no_more_than_its_words(
    question: str, answer: str, value: float, upper: float, levels: dict[str, str]
) -> None:
    check = {"allocation": ESTIMATED_COVERAGE, "savings": "usage.savings-implemented"}[question]
    part = {"allocation": "Allocation", "savings": "Usage Optimization"}[question]
    others = {name: measured(name, 1.0, "") for name in ("allocation.mandatory-keys", "allocation.enforced")}
    others |= {"usage.findings-priced": measured("usage.findings-priced", 1.0, "")}
    found = joined(others, [Answer(question, Level(answer), "Jo", "2026-05-01")])
    assert (found[check].value, found[check].upper, found[check].grade) == (value, upper, Grade.ANSWERED)
    result = next(each for each in score(found).capabilities if each.capability == part)
    assert result.levels == levels


@pytest.mark.parametrize("level", [Level.CRAWL, Level.WALK, Level.RUN])
def test_a_higher_answer_claims_no_less(level: Level) -> None:
    for claim in (claim for question in QUESTIONS for claim in question.claims):
        least, most = claim.range(level)
        assert 0 <= least <= most <= 1
        assert claim.range(Level.CRAWL) <= claim.range(level) <= claim.range(Level.RUN)


def told(evidence: dict[str, Evidence], *answers: tuple[str, str, str]) -> list[tuple[str, Standing, tuple[str, ...]]]:
    given = [Answer(question, Level(level), "Jo", on) for question, level, on in answers]
    found = said(evidence, in_force(given, "2026-05-01"))
    return [(each.question, each.standing, each.contradicted) for each in found]


@pytest.mark.parametrize(
    ("known", "answer", "standing"),
    [
        ({}, "walk", Standing.COUNTS),
        ({MONITOR: 1.0}, "walk", Standing.COUNTS),  # the other check is open
        ({MONITOR: 1.0, "anomalies.routed": 0.5}, "walk", Standing.AGREES),
        ({MONITOR: 1.0, "anomalies.routed": 0.5}, "run", Standing.CONTRADICTS),
        ({MONITOR: 1.0}, "crawl", Standing.CONTRADICTS),
    ],
)
def test_what_an_answer_is_worth_beside_the_evidence(known: dict[str, float], answer: str, standing: Standing) -> None:
    evidence = {check: measured(check, value, "") for check, value in known.items()}
    ((_, found, against),) = told(evidence, ("anomalies", answer, "2026-05-01"))
    assert found is standing
    assert bool(against) is (standing is Standing.CONTRADICTS)


def test_a_bill_contradicts_what_is_said_of_the_spend_and_is_never_stood_in_for() -> None:
    known = {ESTIMATED_COVERAGE: measured(ESTIMATED_COVERAGE, 0.95, "")}
    answer = Answer("allocation", Level.RUN, "Jo", "2026-05-01")
    assert BILLED_COVERAGE not in joined(known, [answer])
    billed = known | {BILLED_COVERAGE: measured(BILLED_COVERAGE, 0.55, "", grade=Grade.VERIFIED)}
    assert "which this contradicts" in joined(billed, [answer])[BILLED_COVERAGE].detail
    ((_, standing, against),) = told(billed, ("allocation", "run", "2026-05-01"))
    assert (standing, against) == (Standing.CONTRADICTS, (BILLED_COVERAGE,))


def test_answers_that_do_not_count_are_told_with_the_reason() -> None:
    found = told(
        {},
        ("tools", "run", "2025-10-01"),
        ("skills", "run", "2026-05-02"),
        ("skills", "walk", "2026-02-30"),
        ("variance", "walk", "2026-04-01"),
        ("variance", "run", "2026-03-01"),
        *[("variance", "crawl", "2026-02-01")] * 400,
    )
    assert [(question, standing) for question, standing, _ in found] == [
        ("variance", Standing.REPLACED),
        ("variance", Standing.TOLD),
        ("skills", Standing.UNDATED),
        ("skills", Standing.FUTURE),
        ("tools", Standing.LAPSED),
    ]


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_answers_alone_never_reach_run(benchmark: str) -> None:
    everything = [Answer(question.id, Level.RUN, "Jo", "2026-05-01") for question in QUESTIONS]
    found = score(joined({}, everything), benchmark)
    assert {each.level for each in found.capabilities} <= {Level.NOT_ASSESSED, Level.CRAWL, Level.WALK}
    walking = {each.capability for each in found.capabilities if each.level is Level.WALK}
    assert walking == {"Anomaly Management", "Unit Economics"}


def test_questions_name_checks_that_there_are() -> None:
    checks = {each.check for item in capabilities(BENCHMARKS["ff-2026"]) for each in item.criteria} | {
        ESTIMATED_COVERAGE
    }
    assert {claim.check for question in QUESTIONS for claim in question.claims} <= checks


def test_a_scan_shows_answers_and_refuses_those_of_the_future() -> None:
    files = {"main.tf": 'resource "aws_sqs_queue" "q" {}\n', ANSWERS: text("unit-cost")}
    report = scan(MemoryTree(files), [""], Settings(as_of="2026-06-01"))
    found = {each.check: each for item in report.score.capabilities for each in item.evidence}
    assert found["units.measured"].detail == "answered walk by Jo on 2026-05-01: roughly"
    assert "contradicts" in found["units.defined"].detail
    early = scan(MemoryTree(files), [""], Settings(as_of="2026-04-30"))
    assert any("in the future" in notice.message for notice in early.notices)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(main, ["assess", *arguments])


def test_the_command_writes_and_replaces_answers(here) -> None:
    first = run("--answer", "savings=walk", "--answer", "tools=run", "--by", 'Jo "J" Doe', "--on", "2026-05-01")
    assert first.exit_code == 0, first.output
    second = run("--answer", "savings=run", "--by", "Al", "--on", "2026-05-02", "--evidence", "minutes: May")
    assert second.output == f"Wrote 1 answer to {ANSWERS}: what is answered counts for 180 days.\n"
    answers, problems = written(DirectoryTree(here))
    assert not problems
    assert [(each.question, each.answer, each.by, each.on, each.evidence) for each in answers] == [
        ("savings", "run", "Al", "2026-05-02", "minutes: May"),
        ("tools", "run", 'Jo "J" Doe', "2026-05-01", ""),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no terminal"),
        (("--answer", "savings=walk"), "--by is missing"),
        (("--answer", "saving=walk", "--by", "Jo"), 'did you mean "savings"'),
        (("--answer", "savings=fly", "--by", "Jo"), "write crawl, walk or run"),
        (("--answer", "savings=walk", "--by", "Jo", "--on", "2999-01-01"), "in the future"),
        (("--answer", "savings=walk", "--by", "Jo", "--on", "tomorrow"), "a day of the calendar"),
        (("--answer", "savings=walk", "--by", " "), "--by is missing"),
        (("--answer", "savings=walk", "--by", "J" * 1001), "cannot be written"),
        (("--answer", "savings=walk", "--by", "Jo", "--evidence", "m" * 1001), "cannot be written"),
    ],
)
def test_what_the_command_refuses(here, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert said in str(result.exception)
    assert not (here / ".finops").exists()


def test_the_file_lies_at_the_root_of_the_repository(here, monkeypatch) -> None:
    (here / ".git").mkdir()
    (here / "live" / "prod").mkdir(parents=True)
    monkeypatch.chdir(here / "live" / "prod")
    result = run("--answer", "tools=run", "--by", "Jo")
    assert "Wrote 1 answer to ../../.finops/answers.yaml" in result.output.replace("\\", "/")
    assert [each.question for each in written(DirectoryTree(here))[0]] == ["tools"]
    assert not (here / "live" / "prod" / ".finops").exists()


def test_what_is_in_the_file_stays(here) -> None:
    (here / ".finops").mkdir()
    remark = "# agreed on in the board of May\n"
    (here / ANSWERS).write_text(f"{remark}{text('tools')}  # asked again in June\n", newline="\r\n")
    assert run("--answer", "savings=run", "--by", "Jörg\n# x", "--on", "2026-05-02").exit_code == 0
    shown = (here / ANSWERS).read_text("utf-8")
    assert shown.startswith(f"{remark}# asked again in June\nanswers:\n")
    assert [(each.question, each.by) for each in written(DirectoryTree(here))[0]] == [
        ("savings", "Jörg\n# x"),
        ("tools", "Jo"),
    ]


def test_a_name_is_asked_for_until_there_is_one(here, monkeypatch) -> None:
    monkeypatch.setattr("finops_guard.cli.assess.is_terminal", lambda: True)
    result = CliRunner().invoke(main, ["assess", "--by", " "], input="  \nJo\nwalk\n" + "skip\n" * (len(QUESTIONS) - 1))
    assert result.exit_code == 0, result.output
    assert "Who answers? " in result.output
    assert [each.by for each in written(DirectoryTree(here))[0]] == ["Jo"]


def test_what_is_interrupted_writes_nothing(here, monkeypatch) -> None:
    monkeypatch.setattr("finops_guard.cli.assess.is_terminal", lambda: True)
    assert CliRunner().invoke(main, ["assess", "--by", "Jo"], input="walk\n").exit_code != 0
    assert not (here / ".finops").exists()


def test_a_file_that_is_not_right_is_left_as_it_is(here) -> None:
    (here / ".finops").mkdir()
    (here / ANSWERS).write_text("answers: 1\n")
    assert "left as it is" in str(run("--answer", "tools=walk", "--by", "Jo").exception)
    assert (here / ANSWERS).read_text() == "answers: 1\n"


def test_the_questions_are_asked_in_a_terminal(here, monkeypatch) -> None:
    monkeypatch.setattr("finops_guard.cli.assess.is_terminal", lambda: True)
    typed = "Jo\nwalk\n" + "skip\n" * (len(QUESTIONS) - 1)
    result = CliRunner().invoke(main, ["assess", "--on", "2026-05-01"], input=typed)
    assert result.exit_code == 0, result.output
    assert "How much of the spend can be attributed" in result.output
    assert [(each.question, each.by) for each in written(DirectoryTree(here))[0]] == [("allocation", "Jo")]
