"""The command line: the only place that prints, reads the environment or exits."""

from __future__ import annotations

_ERROR = 2
_INTERRUPTED = 130


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

    try:
        code = _code(sys.argv[1:])
    except KeyboardInterrupt:  # before the command could begin
        code = _INTERRUPTED
    except Exception as failure:  # noqa: BLE001 - a part of it cannot be loaded, which must not end as exit code 1
        code = _cannot_start(failure)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(code)  # a stream that is closed or lost: what there was to say about it has been said
    # Taking all modules and objects apart one by one would take longer than most scans.
    os._exit(code)


def _code(arguments: list[str]) -> int:
    """Return the exit code of a run: one that is remembered, or a new one."""
    import sys

    from finops_guard.cli.remembered import remembered

    run_before = remembered(arguments, sys.stdout)
    code = run_before.replay() if run_before is not None else None
    if code is None:
        from finops_guard.cli.main import guarded
        from finops_guard.cli.signals import end_at_signals

        end_at_signals()
        code = guarded(arguments, run_before)
    return code


def _cannot_start(failure: Exception) -> int:
    import os
    import sys

    if os.environ.get("FINOPS_GUARD_DEBUG"):
        import traceback

        traceback.print_exc()
    memory = isinstance(failure, MemoryError) or "failed to map segment" in str(failure)
    why = "not enough memory" if memory else f"{type(failure).__name__}: it may be installed incompletely"
    if sys.stderr is not None:
        sys.stderr.write(f"error: finops-guard cannot be started: {why}\n")
    return _ERROR


# CPython keeps the frames of calls in pieces of 16 KB. A call that does not fit into the last one asks the system for
# another, which its return gives back: where a busy loop happens to stand there, that takes longer than its work. This
# frame says that it needs a megabyte of values (of which it touches none), and so gets a piece of two megabytes, in
# which all calls below it find room.
run.__code__ = run.__code__.replace(co_stacksize=1 << 17)
