"""Links from a report to the files, where the terminal shows links (OSC 8)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from finops_guard.errors import Problem, UsageError

AUTO, ALWAYS, NEVER = "auto", "always", "never"
# As `ls --hyperlink` and most tools: what follows the path (a line) is not part of such an address.
_FILE = "file://{host}{path}"
_VSCODE = "vscode://file{path}:{line}:{column}"

# Terminals that show links, by what they set: the list of https://docs.rs/supports-hyperlinks (3.2.0).
_PRESENT = ("DOMTERM", "WT_SESSION", "KONSOLE_VERSION")
_PROGRAMS = frozenset({"Hyper", "iTerm.app", "terminology", "WezTerm", "vscode", "ghostty", "zed"})
_TERMS = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "alacritty-direct", "foot", "foot-extra"})
_VTE = 5000  # 0.50: GNOME Terminal, Tilix, Guake ...


def hyperlink(when: str, root: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> str:
    """Return where links to files below a root lead, as :class:`Options` has it; empty where there are to be none.

    ``when`` is ``auto``, ``always``, ``never``, or an address with ``{path}``; raise UsageError for anything else.
    """
    is_address = "{path}" in when and when.isascii() and when.isprintable() and " " not in when
    if when not in (AUTO, ALWAYS, NEVER) and not is_address:
        hint = "write auto, always, never, or an address such as vscode://file{path}:{line}:{column}"
        raise UsageError(Problem(f"--hyperlinks {when}: neither a word that is known nor an address", hint=hint))
    if when == NEVER or (when == AUTO and not _shows_links(stream, environment)):
        return ""
    in_editor = environment.get("TERM_PROGRAM") == "vscode"
    address = when if when not in (AUTO, ALWAYS) else _VSCODE if in_editor else _FILE
    from urllib.parse import quote

    path = root.replace(os.sep, "/").rstrip("/")
    absolute = quote(path if path.startswith("/") or not path else f"/{path}", errors="surrogateescape")
    return address.replace("{host}", _host()).replace("{path}", f"{absolute}/{{path}}")


def _shows_links(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether what reads a stream shows links, by its own word (FORCE_HYPERLINK) or by what it is."""
    forced = environment.get("FORCE_HYPERLINK")
    if forced:
        return forced.strip() != "0"
    if not stream.isatty() or environment.get("CI") or environment.get("TERM") in ("dumb", "linux"):
        return False
    if any(name in environment for name in _PRESENT) or environment.get("TERM_PROGRAM") in _PROGRAMS:
        return True
    version = environment.get("VTE_VERSION", "")
    return environment.get("TERM") in _TERMS or (version.isdigit() and int(version) > _VTE)


def _host() -> str:
    if sys.platform == "win32":
        return ""
    name = os.uname().nodename
    return name if all(each.isascii() and (each.isalnum() or each in "-.") for each in name) else ""
