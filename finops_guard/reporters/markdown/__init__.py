"""The report as Markdown, for a comment of a pull request and a job summary: what to do now comes first.

The first line is a hidden mark, ``<!-- finops-guard: NAME -->``, by which a comment is found again and updated.
"""

from __future__ import annotations

import re

from finops_guard.report import Report
from finops_guard.reporters.markdown import comparing, findings, money, opening, surroundings
from finops_guard.reporters.markdown.sections import fitted
from finops_guard.reporters.options import Options

# A comment of GitHub holds 65,536 characters of up to four bytes, a job summary a mebibyte.
MAX_LENGTH = 65_000


def render(report: Report, options: Options) -> str:
    """Return the report in at most :data:`MAX_LENGTH` characters; what is left out is counted."""
    sections = [
        *opening.sections(report, options),
        *findings.to_fix(report, options),
        *comparing.before(report, options),
        *findings.undecided(report, options),
        *comparing.let_stand(report, options),
        *money.sections(report, options),
        *surroundings.sections(report, options),
    ]
    mark = f"<!-- finops-guard: {_name(options)} -->"
    closing = surroundings.footer(report)
    body, is_cut = fitted(sections, MAX_LENGTH - len(mark) - len(closing) - len(surroundings.CUT) - 8)
    more = f"{surroundings.CUT}\n\n" if is_cut else ""
    return f"{mark}\n{body}\n\n{more}{closing}\n"


def _name(options: Options) -> str:
    """Return the name of the scan as it can stand in a hidden mark, whoever chose it."""
    return re.sub(r"[^A-Za-z0-9_./ -]|-(?=-)", "", options.name)[:100].strip(" -") or "scan"
