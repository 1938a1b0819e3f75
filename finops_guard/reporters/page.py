"""How the parts of a text report are laid out: width, colour, places and bounded lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finops_guard.findings import Finding, Severity
from finops_guard.location import Location
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import Style, count, neutralise, wrap

MIN_WIDTH = 40
LIMIT = 10


def at_places(locations: Sequence[Location]) -> str:
    """Return `` at 2 places`` where several findings share a place, else nothing."""
    places = len(set(locations))
    return f" at {count(places, 'place')}" if places < len(locations) else ""


class Page:
    """What every section of a text report needs to lay itself out."""

    __slots__ = ("everything", "options", "style", "width")

    def __init__(self, options: Options) -> None:
        self.options = options
        self.style = Style(options.color)
        self.width = max(MIN_WIDTH, options.width)
        self.everything = options.verdicts == "all"

    def path(self, path: str) -> str:
        """Return a path as seen from the working directory."""
        return neutralise(self.options.path(path))

    def place(self, location: Location) -> str:
        """Return ``path:line:column``, as editors and terminals make it a link."""
        return f"{self.path(location.path)}:{location.line}:{location.column}"

    def severities(self, findings: Iterable[Finding], *, places: bool = False) -> str:
        """Return ``6 errors, 1 warning`` (with places: ``6 errors at 2 places, ...``); empty for no findings."""
        found: dict[Severity, list[Location]] = {severity: [] for severity in Severity}
        for finding in findings:
            found[finding.severity].append(finding.location)
        return ", ".join(
            self.style.severity(severity, count(len(locations), severity.value))
            + (at_places(locations) if places else "")
            for severity, locations in found.items()
            if locations
        )

    def bounded(self, items: Sequence[str], noun: str, limit: int = LIMIT, indent: str = "") -> Iterator[str]:
        """Yield items, and how many are left out where there are more than ``limit`` (one more is not worth a line)."""
        if self.everything or len(items) <= limit + 1:
            yield from (indent + item for item in items)
            return
        yield from (indent + item for item in items[:limit])
        yield f"{indent}... and {len(items) - limit:,} more {noun} (--verdicts all lists them)"

    def heading(self, title: str, remark: str = "") -> Iterator[str]:
        """Yield a section's first line and the empty line before it."""
        yield ""
        yield self.style.paint(title, "strong") + (f"  {remark}" if remark else "")

    def paragraph(self, text: str, indent: str = "  ", hanging: str | None = None) -> list[str]:
        """Return text wrapped to the width of the page."""
        return wrap(text, self.width, indent, hanging)

    def table(self, rows: Iterable[tuple[str, str]], label_width: int) -> Iterator[str]:
        """Yield rows of a label and a text, the text wrapped beside its label."""
        for label, text in rows:
            head = self.style.paint(label, "strong") + " " * (label_width - len(label))
            hanging = " " * (label_width + (2 if text.startswith("- ") else 0))
            lines = wrap(text, self.width, " " * label_width, hanging)
            yield head + lines[0][label_width:]
            yield from lines[1:]
