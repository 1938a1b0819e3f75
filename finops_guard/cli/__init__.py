"""The command line: the only place that prints, reads the environment or exits."""

from __future__ import annotations


def run() -> None:
    """Run the command ``finops-guard`` with the arguments of this process, and exit."""
    import gc
    import os
    import sys
    from io import TextIOWrapper

    # A scan makes many objects that live until its end: looking for garbage among them every 700 would take a third
    # of the time. Set before the imports, which make many objects, too.
    gc.set_threshold(100_000, 50, 100)

    # A file name may hold bytes that are no text; shown with an escape they are better than a failure.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    from finops_guard.cli.main import guarded

    code = guarded(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(code)  # a stream that is closed or lost: what there was to say about it has been said
    # Taking all modules and objects apart one by one would take longer than most scans.
    os._exit(code)
