"""Write the reference of all commands into ``docs/cli.md``, from the commands themselves.

    python -m tools.command_docs

A test fails while the page is not what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

from finops_guard.cli.main import main as program
from tools.pages import DOCS, anchor, escaped, renewed, table

PAGE = DOCS / "cli.md"
PART = "commands"
_DEFAULT = re.compile(r"\s*\((?:default: )([^)]*)\)")


def main() -> int:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


def page() -> str:
    """Return the page as it must be."""
    return renewed(PAGE.read_text(encoding="utf-8"), PART, reference())


def reference() -> str:
    """Return a table of all commands, and a section for each."""
    found = list(commands(program, "finops-guard"))
    rows = [(f"[`{name}`](#{anchor(name)})", _paragraphs(command)[0]) for name, command in found]
    return table(("command", ""), rows) + "".join(_section(name, command) for name, command in found)


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something by its whole name, in the order of the help."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for each in command.list_commands(context):
        found = command.get_command(context, each)
        if found is not None and not found.hidden:
            yield from commands(found, f"{name} {each}")


def _section(name: str, command: click.Command) -> str:
    usage = " ".join([name, *command.collect_usage_pieces(click.Context(command))])
    text = "\n\n".join(_paragraphs(command))
    options = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    rows = [_row(each) for each in options]
    told = f"\n{table(('option', 'value', 'default', ''), rows)}" if rows else ""
    return f"\n### {name}\n\n```text\n{usage}\n```\n\n{text}\n{told}"


def _paragraphs(command: click.Command) -> list[str]:
    text = cleandoc(command.help or "").replace("\b\n", "")
    return [escaped(" ".join(each.split())) for each in text.split("\n\n")]


def _row(option: click.Option) -> tuple[str, str, str, str]:
    names = ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))
    text = option.help or ""
    told = _DEFAULT.search(text)
    text = escaped(_DEFAULT.sub("", text))
    if option.multiple and "repeatable" not in text:
        text = f"{text.rstrip('.')} (repeatable)."
    if option.envvar:
        text = f"{text} Else `{option.envvar}` of the environment."
    default = f"`{told[1]}`" if told and " " not in told[1] else told[1] if told else _default(option)
    return names, _value(option), default, text


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    if isinstance(option.type, click.Choice):
        return ", ".join(f"`{each}`" for each in option.type.choices)
    return f"`{option.metavar or option.type.name.upper()}`"


def _default(option: click.Option) -> str:
    value = option.default
    shown = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    return f"`{value}`" if shown else ""


if __name__ == "__main__":
    raise SystemExit(main())
