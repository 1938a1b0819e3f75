"""The command line: the only place that prints, reads the environment or exits."""

from __future__ import annotations


def run() -> None:
    """Run the command ``finops-guard`` with the arguments of this process, and exit."""
    import gc
    import os
    import sys
    from io import TextIOWrapper

    # A scan makes many objects that live until its end: looking for garbage among them every 700 would take a third
    # of the time, and every 100,000 still a fourteenth. Set before the imports, which make many objects, too.
    gc.set_threshold(1_000_000, 50, 100)

    # A file name may hold bytes that are no text; shown with an escape they are better than a failure.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    from finops_guard.cli.remembered import remembered

    arguments = sys.argv[1:]
    run_before = remembered(arguments, sys.stdout)
    code = run_before.replay() if run_before is not None else None
    if code is None:
        from finops_guard.cli.main import guarded

        code = guarded(arguments, run_before)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(code)  # a stream that is closed or lost: what there was to say about it has been said
    # Taking all modules and objects apart one by one would take longer than most scans.
    os._exit(code)


# CPython keeps the frames of calls in pieces of 16 KB. A call that does not fit into the last one asks the system for
# another, which its return gives back: where a busy loop happens to stand there, that takes longer than its work. This
# frame says that it needs a megabyte of values (of which it touches none), and so gets a piece of two megabytes, in
# which all calls below it find room.
run.__code__ = run.__code__.replace(co_stacksize=1 << 17)
