"""``finops-guard assess``: asks what no code can tell, and writes the answers down."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping

import click

from finops_guard.cli import writing
from finops_guard.cli.options import today
from finops_guard.cli.terminal import harmless
from finops_guard.cli.workspace import locate
from finops_guard.documents.decoding import decode
from finops_guard.errors import UsageError
from finops_guard.governance.dates import day
from finops_guard.maturity.answers import ANSWERS, MAX_DAYS, Answer, in_force, written
from finops_guard.maturity.declared import MAX_SIZE
from finops_guard.maturity.model import Level
from finops_guard.maturity.outcomes import counted
from finops_guard.maturity.questions import BY_ID, QUESTIONS, Question
from finops_guard.schema import suggest
from finops_guard.tree import MemoryTree, Tree

LEVELS = (Level.CRAWL, Level.WALK, Level.RUN)
_SKIP = "skip"


@click.command()
@click.option(
    "--answer", "given", metavar="ID=LEVEL", multiple=True, help="An answer (crawl, walk or run); repeatable."
)
@click.option("--by", metavar="NAME", help="Who answers.")
@click.option("--on", metavar="DATE", help="The day of the answers (default: today, UTC).")
@click.option("--evidence", metavar="TEXT", help="Where that can be seen: a page, a ticket, minutes.")
@click.option("--list", "is_listed", is_flag=True, help="Show the questions with their ids, and ask nothing.")
def command(given: tuple[str, ...], by: str | None, on: str | None, evidence: str | None, is_listed: bool) -> None:
    """Answer what no code can tell, and write it to .finops/answers.yaml.

    In a terminal, each question is asked. An answer counts for 180 days, lifts a capability to Walk at most, and stands
    beside evidence where there is any. The file lies at the root of the repository; what others answered there stays.
    """
    if is_listed:
        click.echo("\n\n".join(map(_shown, QUESTIONS)))
        return
    date = on or today()
    if day(date) is None:
        raise UsageError(f"--on {date}: write a day of the calendar as 2026-12-31")
    if date > today():
        raise UsageError(f"--on {date}: an answer cannot be of a day in the future")
    answers = dict(map(_parsed, given))
    is_asked = not answers
    if is_asked and not is_terminal():
        raise UsageError("there is no terminal to ask in: give --answer ID=LEVEL and --by NAME (--list shows the ids)")
    if not (by or "").strip() and not is_asked:
        raise UsageError("--by is missing: say who answers")
    tree = locate((".",)).tree.base
    place = os.path.relpath(os.path.join(tree.root, *ANSWERS.split("/")))
    before, problems = written(tree) if tree.is_file(ANSWERS) else ([], [])
    if problems:
        raise UsageError(f"{place} is not right, and is left as it is: {problems[0].message}")
    if is_asked:
        by = _name(by)
        answers = _asked({each.question: each for each in in_force(before, date).answers})
    if not answers:
        click.echo("Nothing was answered, and nothing is written.")
        return
    new = [Answer(key, level, str(by).strip(), date, (evidence or "").strip()) for key, level in answers.items()]
    kept = [each for each in before if each.question not in answers]
    text = _text([*kept, *new], _remarks(tree))
    _, problems = written(MemoryTree({ANSWERS: text}))
    if problems:
        raise UsageError(f"this cannot be written to {place}: {problems[0].message}")
    writing.write(os.path.relpath(tree.root), {ANSWERS: text}, replace=True)
    number = counted(len(new), "answer")
    click.echo(f"Wrote {number} to {place}: what is answered counts for {MAX_DAYS} days.")


def is_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _name(given: str | None) -> str:
    """Return who answers, asked for until there is a name."""
    name = (given or "").strip()
    while not name:
        name = click.prompt("Who answers?", type=str, prompt_suffix=" ").strip()
    return name


def _parsed(text: str) -> tuple[str, Level]:
    key, _, level = text.partition("=")
    if key not in BY_ID:
        raise UsageError(f"--answer {text}: no question is {key!r}; {suggest(key, BY_ID) or ', '.join(BY_ID)}")
    if level not in LEVELS:
        raise UsageError(f"--answer {text}: write crawl, walk or run behind =")
    return key, Level(level)


def _asked(known: Mapping[str, Answer]) -> dict[str, Level]:
    """Return the answers given in the terminal; what is skipped is not among them."""
    answers = {}
    for question in QUESTIONS:
        click.echo(f"\n{_shown(question)}")
        now = known.get(question.id)
        if now is not None:
            click.echo(harmless(f"  ({now})"))
        choice = click.prompt("Answer", type=click.Choice([*(level.value for level in LEVELS), _SKIP]), default=_SKIP)
        if choice != _SKIP:
            answers[question.id] = Level(choice)
    return answers


def _shown(question: Question) -> str:
    return "\n".join(
        (f"{question.id}: {question.text}", *(f"  {level:<6} {question.meaning(level)}" for level in LEVELS))
    )


def _remarks(tree: Tree) -> list[str]:
    """Return the comments of the file that have a line of their own: they are kept, above the answers."""
    if not tree.is_file(ANSWERS):
        return ["# What finops-guard cannot see in code, as people answered it (finops-guard assess)."]
    lines = decode(tree.read(ANSWERS, MAX_SIZE)).splitlines()
    return [line.strip() for line in lines if line.lstrip().startswith("#")]


def _text(answers: Iterable[Answer], remarks: Iterable[str]) -> str:
    order = list(BY_ID)
    lines = [*remarks, "answers:"]
    for each in sorted(answers, key=lambda answer: (order.index(answer.question), answer.on)):
        lines += [f"  - question: {each.question}", f"    answer: {each.answer.value}"]
        lines += [f"    by: {_quoted(each.by)}", f'    on: "{each.on}"']
        if each.evidence:
            lines.append(f"    evidence: {_quoted(each.evidence)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=True)
