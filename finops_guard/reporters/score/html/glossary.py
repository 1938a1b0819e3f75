"""What the words of the page mean, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finops_guard.reporters.hypertext import text
from finops_guard.reporters.score import words
from finops_guard.reporters.score.statement import Statement

_WORDS = (
    (
        "Crawl, Walk, Run",
        "Three levels of maturity, as the FinOps Foundation names them. Run is not the goal everywhere.",
    ),
    ("Point", "One of 100. Each capability weighs a share of them, and earns what there is evidence for."),
    ("Range", "From what is evidenced to what it could be if everything that is not known turned out well."),
    ("Not assessed", "No evidence was found, for or against. It is neither a pass nor a failure."),
    ("Gate", "A capability that holds back the whole: without it the other ones cannot be relied on."),
    ("Evidence", "What a level rests on: the code of the day, its history, the bill, or the answer of a person."),
    ("Benchmark", "A published table of what Crawl, Walk and Run ask for. They differ; so may the level."),
    ("Cost a month", "What the resources in code would cost by the list prices of the vendors, before discounts."),
    ("Cannot be attributed", "Money that is spent, and no label names who it is spent for. It is no saving."),
    ("Can be saved", "What would be spent less if what was found were put right. It is no promise."),
    ("Resource", "A thing that is rented from a cloud vendor: a machine, a disk, a database."),
    ("Tag, label", "A note on a resource that says who owns it, or which budget pays for it."),
    ("Default tags, default labels", "Tags that all resources of one place get, unless one says something else."),
    ("Module", "A part that is built once and used in several places."),
    ("Policy", "A rule that every change is checked against, such as: each resource names its owner."),
    ("Pull request", "A change that is proposed, and looked at before it is made."),
    ("CI, pipeline", "What checks each proposed change by itself."),
    ("CODEOWNERS", "A file that says who has to approve a change of which files."),
    ("Exception", "A rule's violation that somebody has approved, for a time. It earns no points."),
    ("Forecast variance", "How far the bill was from what had been forecast."),
    ("Commitment", "A promise to use a certain amount, for which the vendor gives a discount."),
    ("Unit cost", "What one unit of the product costs: an order, a user, a request."),
)


def glossary() -> Iterator[str]:
    """Yield the words of the page."""
    yield from _terms((word, text(meaning)) for word, meaning in _WORDS)


def about(statement: Statement) -> Iterator[str]:
    """Yield what the report is about and what it was made of, so that it can be made again."""
    scope, score = statement.scope, statement.score
    digests = ", ".join(f"{name} {digest}" for name, digest in sorted(scope.digests.items()))
    yield from _terms(
        (
            ("Scope", text(words.where(scope))),
            ("Looked at", text(words.scanned(scope))),
            ("As of", text(scope.as_of)),
            ("Profile", text(scope.profile)),
            ("Model", f"{text(score.model)}, benchmark {text(score.benchmark)}"),
            ("Digests", text(digests) or "-"),
        )
    )


def _terms(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield '<div class="card"><dl class="terms">'
    yield from (f"<dt>{text(name)}</dt><dd>{meaning}</dd>" for name, meaning in rows)
    yield "</dl></div>"
