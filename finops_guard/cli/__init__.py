"""The command line: the only place that prints, reads the environment or exits."""

from __future__ import annotations


def run() -> None:
    """Run the command ``finops-guard`` with the arguments of this process, and exit."""
    import gc
    import sys

    # A scan makes many objects that live until its end: looking for garbage among them every 700 would take a third
    # of the time. Set before the imports, which make many objects, too.
    gc.set_threshold(100_000, 50, 100)

    from finops_guard.cli.main import guarded

    sys.exit(guarded(sys.argv[1:]))
