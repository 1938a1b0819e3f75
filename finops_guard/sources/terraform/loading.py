"""Read and parse Terraform files, once each, and say what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from finops_guard.budget_comments import MARK as BUDGET
from finops_guard.budget_comments import BudgetComment
from finops_guard.diagnostics import Diagnostic, error
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.location import SourceText, Span
from finops_guard.resources import FileStatus
from finops_guard.settings import Settings
from finops_guard.sources.terraform import configuration
from finops_guard.sources.terraform.ast import Body, ParsedFile, SyntaxProblem
from finops_guard.sources.terraform.configuration import Module
from finops_guard.sources.terraform.repeated import Decoded
from finops_guard.suppressions import MARK, Suppression
from finops_guard.tree import Tree, TreeError
from finops_guard.values import Cause, CauseKind

# A text in quotes within a message, where it holds more than signs: it could be a value, which could be sensitive.
_QUOTED = r'(?<=found )"[^"]*\w[^"]*"'
_STRING = r'"(?:[^"\\\n]|\\.)*"?'
_ASSIGNED = r"=[^\n]*"
# A line with more characters is concealed as a whole: it could hold millions of strings.
_LONG_LINE = 10_000


def _conceal_values(source: SourceText, problems: list[SyntaxProblem]) -> None:
    """Keep what could be the value of a sensitive variable out of excerpts: a broken file does not say which are."""
    text = source.text
    pattern = re.compile(_ASSIGNED if configuration.is_values(source.path) else _STRING)
    for begin in {text.rfind("\n", 0, problem.start) + 1 for problem in problems}:
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        if end - begin > _LONG_LINE:
            source.conceal(begin, end)
            continue
        for found in pattern.finditer(text, begin, end):
            source.conceal(found.start() + 1, found.end())


class Loader:
    """Parses files and modules on demand and remembers them.

    Collects diagnostics, what became of each file, and what its comments ask not to report or state as budgets.
    ``characters`` is how many it has parsed, ``decoded`` what functions have made of documents.
    """

    def __init__(self, tree: Tree, settings: Settings) -> None:
        self.tree = tree
        self.settings = settings
        self.diagnostics: list[Diagnostic] = []
        self.suppressions: list[Suppression] = []
        self.budgets: list[BudgetComment] = []
        self.problems: dict[str, tuple[FileStatus, str]] = {}
        self.characters = 0
        self.decoded = Decoded()
        self._files: dict[str, ParsedFile | None] = {}
        self._modules: dict[str, Module] = {}
        self._adopted: set[str] = set()

    def files(self) -> set[str]:
        """Return the files that were asked for."""
        return set(self._files)

    def adopt(
        self,
        files: set[str],
        problems: Mapping[str, tuple[FileStatus, str]],
        diagnostics: Iterable[Diagnostic],
        suppressions: Iterable[Suppression],
        budgets: Iterable[BudgetComment],
    ) -> None:
        """Take over what another loader collected of files that this one was not asked for and has not taken over."""
        new = files - self._files.keys() - self._adopted
        self._adopted |= new
        self.problems.update((path, problem) for path, problem in problems.items() if path in new)
        self.diagnostics += (each for each in diagnostics if each.path in new)
        self.suppressions += (each for each in suppressions if each.span.path in new)
        self.budgets += (each for each in budgets if each.span.path in new)

    def concealed(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return which ranges of files are kept out of excerpts."""
        found = {path: parsed.source.concealed for path, parsed in self._files.items() if parsed is not None}
        return {path: ranges for path, ranges in found.items() if ranges}

    def conceal(self, ranges: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        """Keep ranges of files out of excerpts, too."""
        for path, hidden in ranges.items():
            parsed = self._files.get(path)
            if parsed is not None:
                for start, end in hidden:
                    parsed.source.conceal(start, end)

    def file(self, path: str) -> ParsedFile | None:
        """Return a parsed file; None where it could not be read (which is then recorded)."""
        if path not in self._files:
            self._files[path] = self._parse(path)
        return self._files[path]

    def text(self, path: str) -> SourceText | None:
        """Return a file's text without recording a diagnostic; None where it cannot be read."""
        try:
            return SourceText(path, decode(self.tree.read(path, self.settings.max_file_size)))
        except (TreeError, DecodeError):
            return None

    def _parse(self, path: str) -> ParsedFile | None:
        try:
            text = decode(self.tree.read(path, self.settings.max_file_size))
        except TreeError as failure:
            skipped = "larger than" in str(failure)
            status = FileStatus.SKIPPED if skipped else FileStatus.BROKEN
            self._record(path, status, "unreadable", f"the file cannot be read: {failure}")
            return None
        except DecodeError as failure:
            self._record(path, FileStatus.BROKEN, "encoding", f"the file is not text: {failure}")
            return None
        self.characters += len(text)
        parsed = self._parse_text(SourceText(path, text))
        if parsed.problems:
            _conceal_values(parsed.source, parsed.problems)
        for problem in parsed.problems:
            span = Span(parsed.source, problem.start, problem.end)
            self.diagnostics.append(
                error("syntax", re.sub(_QUOTED, "something else", problem.message), span, problem.hint)
            )
        if parsed.problems:
            self.problems[path] = (FileStatus.BROKEN, "syntax errors; what could be read was judged")
        if MARK in text:
            self._read_comments(parsed)
        if BUDGET in text:
            self._read_budgets(parsed)
        return parsed

    def _read_comments(self, parsed: ParsedFile) -> None:
        from finops_guard.sources.terraform.comments import suppressions

        for found in suppressions(parsed):
            if isinstance(found, Suppression):
                self.suppressions.append(found)
            else:
                self.diagnostics.append(found)

    def _read_budgets(self, parsed: ParsedFile) -> None:
        from finops_guard.sources.terraform.comments import budgets

        for found in budgets(parsed):
            if isinstance(found, Diagnostic):
                self.diagnostics.append(found)
            else:
                self.budgets.append(found)

    def _parse_text(self, source: SourceText) -> ParsedFile:
        from finops_guard.sources.terraform import parser

        if source.path.endswith(".json"):
            return parser.parse_json(source, literal=source.path.endswith(".tfvars.json"))
        if self.settings.terraform.parser == "python-hcl2":
            from finops_guard.sources.terraform import second_reader

            return second_reader.parse(source)
        return parser.parse(source)

    def _record(self, path: str, status: FileStatus, kind: str, message: str) -> None:
        self.problems[path] = (status, message)
        self.diagnostics.append(error(kind, message, path))

    def has_module(self, directory: str) -> bool:
        """Tell whether a directory holds configuration files."""
        return directory in self._modules or bool(self._configuration_files(directory))

    def _configuration_files(self, directory: str) -> list[str]:
        return [
            entry.path
            for entry in self.tree.list(directory)
            if not entry.is_dir and not entry.problem and configuration.is_configuration(entry.path)
        ]

    def module(self, directory: str, files: Sequence[str] | None = None) -> Module:
        """Return the module in a directory; ``files`` are its configuration files where they are known already."""
        if directory not in self._modules:
            if files is None:
                files = self._configuration_files(directory)
            read = {path: self.file(path) for path in sorted(files)}
            module = configuration.build(directory, [parsed for parsed in read.values() if parsed is not None])
            unread = next((path for path, parsed in read.items() if parsed is None), None)
            if unread is not None:
                module.cut = module.cut or self.unread(unread)
            self._modules[directory] = module
        return self._modules[directory]

    def unread(self, path: str) -> Cause:
        """Return why it is not known what a file holds that cannot be read."""
        return Cause(CauseKind.ERROR, "the file cannot be read", Span(SourceText(path, ""), 0, 0))

    def values_body(self, path: str) -> Body | None:
        """Return the body of a ``.tfvars`` or ``.tfvars.json`` file."""
        parsed = self.file(path)
        return None if parsed is None else parsed.body
