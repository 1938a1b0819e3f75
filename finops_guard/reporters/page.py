"""How the parts of a text report are laid out: width, colour, places and bounded lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finops_guard.findings import Finding, Severity
from finops_guard.location import STDIN, Location
from finops_guard.reporters.options import Options
from finops_guard.reporters.styling import Style, count, link, neutralise, wrap

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
        return link(neutralise(self.options.path(path)), self._address(Location(path)))

    def place(self, location: Location) -> str:
        """Return ``path:line:column``, as editors and terminals make it a link."""
        shown = f"{neutralise(self.options.path(location.path))}:{location.line}:{location.column}"
        return link(shown, self._address(location))

    def _address(self, location: Location) -> str:
        """Return where a link to a place leads; empty where there are none, or where it is in no file."""
        if not self.options.hyperlink or location.path == STDIN:
            return ""
        from urllib.parse import quote

        # Percent-encoded, so that no file name can end the escape sequence and begin another.
        try:
            path = quote(location.path, errors="surrogateescape")
        except UnicodeEncodeError:
            return ""
        numbers = self.options.hyperlink.replace("{line}", str(location.line)).replace("{column}", str(location.column))
        return numbers.replace("{path}", path)

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

    def bounded(self, items: Sequence[str], noun: str, limit: int = LIMIT) -> Iterator[str]:
        """Yield items, and how many are left out where there are more than ``limit`` (one more is not worth a line)."""
        if self.everything or len(items) <= limit + 1:
            yield from items
            return
        yield from items[:limit]
        yield f"... and {len(items) - limit:,} more {noun} (--verdicts all lists them)"

    def heading(self, title: str, remark: str = "") -> Iterator[str]:
        """Yield a section's first line and the empty line before it."""
        yield ""
        yield from self.paragraph(self.style.paint(title, "strong") + (f"  {remark}" if remark else ""), "", "  ")

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
