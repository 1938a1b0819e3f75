"""What a scan was made from, recorded in its report; and its settings made of that again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from finops_guard.catalog import datafile
from finops_guard.digest import digest, sha256_hex
from finops_guard.errors import Problem, UsageError
from finops_guard.findings import Severity
from finops_guard.governance.dates import day
from finops_guard.report import Recorded, Report
from finops_guard.reporters.plain import Plain, line
from finops_guard.revisions import RevisionTree, is_blob
from finops_guard.settings import Settings
from finops_guard.tree import Tree, TreeError

MAX_FILE = 64 * 1024 * 1024

# What recorded assignments begin with: the value of a variable, a file of such.
_VALUE, _VALUES = "var=", "var-file="
_DOWNLOADED = ".terraform"
# Which files of a commit have to do with a scan where they are gone from the disk, wherever they stood: also what calls
# a module is looked for in all of the tree.
_SUFFIXES = (".hcl", ".json", ".tf", ".tfvars", ".tpl", ".yaml", ".yml")


class RecordedOptions(Struct, frozen=True):
    """The settings of a recorded scan that a command line can change, as its report has them."""

    as_of: str
    assignments: tuple[str, ...]
    exclude: tuple[str, ...]
    fail_on: Severity
    hcl_parser: Literal["builtin", "python-hcl2"]
    ignore: tuple[str, ...]
    inline_ignores: Literal["any", "registered", "none"]
    plans: tuple[str, ...]
    policy_directories: tuple[str, ...]
    profile: str
    render: Literal["auto", "never"]
    select: tuple[str, ...]
    unresolved: Literal["report", "fail", "ignore"]
    workspace: str
    baseline: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what no recorded scan has."""
        from finops_guard.sources import gitignore

        if day(self.as_of) is None:
            raise ValueError(f"as_of: {self.as_of or 'an empty text'} is no day")
        for each in self.assignments:
            if not each.startswith((_VALUE, _VALUES)):
                raise ValueError(f"assignments: {each or 'an empty text'} is neither a variable nor a file of them")
        for pattern in self.exclude:
            if reason := gitignore.problem(pattern):
                raise ValueError(f"exclude: {pattern}: {reason}")

    @property
    def files(self) -> tuple[str, ...]:
        """The files and directories that are named."""
        given = [each.removeprefix(_VALUES) for each in self.assignments if each.startswith(_VALUES)]
        return (*given, *self.plans, *self.policy_directories, *([self.baseline] if self.baseline else []))


class Noted(Struct, frozen=True):
    """What a scan did with its tree: the files that it read, and all paths that it asked about, there or not."""

    read: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


def recorded(
    report: Report,
    tree: Tree,
    root: str,
    noted: Noted,
    paths: tuple[str, ...],
    config: str,
    settings: Settings,
    state: RevisionTree | None,
) -> Report:
    """Return a report with what it was made from, and digests of that.

    ``root`` is where the tree stands on the disk, ``config`` is the configuration file, and ``state`` the commit that
    is checked out; None: there is none.
    """
    files = {portable(path, root): _sha256(data) for path, data in _contents(tree, noted.read)}
    found = Recorded(
        commit=state.commit if state is not None else "",
        uncommitted=tuple(sorted(_uncommitted(tree, noted, state))) if state is not None else (),
        paths=paths,
        config=portable(config, root),
        options=options_of(settings, root),
        variables=tuple(sorted(settings.terraform.environ)),
        files=dict(sorted(files.items())),
    )
    return replace(report, recorded=found, digests={**report.digests, **_digests(found)})


def _digests(found: Recorded) -> dict[str, str]:
    said: dict[str, Plain] = {k: v if isinstance(v, str) else [*v] for k, v in sorted(found.options.items())}
    settings = line({"options": said, "config": found.files.get(found.config)})
    files = "".join(f"{value}  {path}\n" for path, value in found.files.items())
    return {"catalog": catalog_digest(), "files": sha256_hex(files), "settings": sha256_hex(settings)}


def catalog_digest() -> str:
    """Return a digest of the data that ships with finops-guard: list prices, sizes, dates of support."""
    found = []
    for name in datafile.names():
        with open(os.path.join(datafile.DIRECTORY, name + datafile.SUFFIX), "rb") as file:
            found.append(f"{_sha256(file.read())}  {name}\n")
    return sha256_hex("".join(found))


def _sha256(data: bytes) -> str:
    return digest("sha256", data).hex()


def _contents(tree: Tree, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(paths):
        try:
            yield path, tree.read(path, MAX_FILE)
        except TreeError:
            continue


def _uncommitted(tree: Tree, noted: Noted, state: RevisionTree) -> Iterator[str]:
    """Yield the files that are read and not as the commit has them, and those of it that are gone.

    What is downloaded, or stands outside of the repository, is part of no commit: its digests tell what it was.
    """
    blobs = state.blobs()
    own = [path for path in noted.read if path in blobs or not (is_outside(path) or _is_downloaded(path))]
    for path, data in _contents(tree, own):
        if path in blobs:
            if not is_blob(data, blobs[path]):
                yield path
        elif not state.is_file(path) or state.read(path, MAX_FILE) != data:  # a link, or not in the commit
            yield path
    for path in blobs:
        if (path.endswith(_SUFFIXES) or path in noted.asked) and not tree.is_file(path):
            yield path


def _is_downloaded(path: str) -> bool:
    return f"/{_DOWNLOADED}/" in f"/{path}"


def portable(path: str, root: str) -> str:
    """Return a path as seen from the root, also one outside of it, which the tree knows by its absolute name."""
    return os.path.relpath(path, root).replace(os.sep, "/") if os.path.isabs(path) else path


def is_outside(path: str) -> bool:
    """Tell whether a recorded path leaves the root."""
    return os.path.isabs(path) or ".." in path.replace("\\", "/").split("/")


def options_of(settings: Settings, root: str) -> dict[str, str | tuple[str, ...]]:
    """Return the settings that a command line can change, by the names of :func:`restored`."""
    terraform = settings.terraform
    found: dict[str, str | tuple[str, ...]] = {
        "as_of": settings.as_of,
        "assignments": tuple(_assignment(kind, given, root) for kind, given in terraform.assignments),
        "exclude": settings.exclude,
        "fail_on": settings.fail_on.value,
        "hcl_parser": terraform.parser,
        "ignore": settings.ignore,
        "inline_ignores": settings.inline_ignores,
        "plans": tuple(portable(path, root) for path in settings.plans),
        "policy_directories": tuple(portable(path, root) for path in settings.policy_directories),
        "profile": settings.profile,
        "render": settings.kubernetes.render,
        "select": settings.select,
        "unresolved": settings.unresolved,
        "workspace": terraform.workspace,
    }
    if settings.baseline is not None:
        found["baseline"] = portable(settings.baseline, root) if settings.baseline else ""
    return found


def _assignment(kind: str, given: str, root: str) -> str:
    """Return an assignment without the value of a variable, which may be a secret."""
    return f"{_VALUE}{given.partition('=')[0]}" if kind == "var" else f"{_VALUES}{portable(given, root)}"


def restored(settings: Settings, found: RecordedOptions, values: Mapping[str, str]) -> Settings:
    """Return settings of a configuration with recorded options over them; ``values`` are those of variables.

    Raise UsageError for variables that neither they nor the configuration give a value.
    """
    own = settings.terraform.assignments
    assignments: list[tuple[str, str]] = []
    missing: dict[str, None] = {}
    for number, each in enumerate(found.assignments):
        kind, _, name = each.partition("=")
        configured = own[number] if number < len(own) else ("", "")
        if kind != "var":
            assignments.append(("var-file", name))
        elif configured[0] == "var" and configured[1].partition("=")[0] == name:
            assignments.append(configured)
        elif name in values:
            assignments.append(("var", f"{name}={values[name]}"))
        else:
            missing[name] = None
    if missing:
        asked = " ".join(f"--var {name}=VALUE" for name in missing)
        raise UsageError(Problem("values of variables are not recorded, they may be secret", hint=f"give {asked}"))
    return replace(
        settings,
        as_of=found.as_of,
        exclude=found.exclude,
        fail_on=found.fail_on,
        ignore=found.ignore,
        inline_ignores=found.inline_ignores,
        plans=found.plans,
        policy_directories=found.policy_directories,
        profile=found.profile,
        select=found.select,
        unresolved=found.unresolved,
        baseline=found.baseline,
        terraform=replace(
            settings.terraform, assignments=tuple(assignments), parser=found.hcl_parser, workspace=found.workspace
        ),
        kubernetes=replace(settings.kubernetes, render=found.render),
    )
