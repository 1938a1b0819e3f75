"""What ends a command from outside: a signal, or the end of the time that --timeout gives it.

Both are exceptions raised wherever the command is at that moment, so that programs it has started end with it and
temporary directories are removed. They derive from BaseException: nothing on the way may take them for its own.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading

# Should one be swallowed (Python cannot pass on what is raised while it collects garbage), another follows.
_AGAIN = 30.0
_NAMES = ("SIGTERM", "SIGHUP")


class TerminatedError(SystemExit):
    """The command is asked to end; ``exit_code`` says by which signal."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__(self.exit_code)


class TimeIsOverError(BaseException):
    """The command has taken longer than --timeout allows; the message says where it was."""


class _Deadline:
    """The time that a command is given, and where it is meanwhile."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.stage = ""
        self.path = ""
        self.is_over = False
        self.timer: threading.Timer | None = None


_deadline = _Deadline()


def end_at_signals() -> None:
    """Let the command end in order when it is asked to; where the signal is ignored (nohup) it stays so."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _terminated)


def begin(seconds: float) -> None:
    """Give the command so many seconds from now on."""
    stop()
    _deadline.seconds, _deadline.stage, _deadline.path, _deadline.is_over = seconds, "", "", False
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, _over)
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    else:
        begin_beside(seconds)


def begin_beside(seconds: float) -> None:
    """Let a thread interrupt the command, on systems that have no timers."""
    import threading

    signal.signal(signal.SIGINT, _interrupted)
    _deadline.timer = threading.Timer(seconds, _interrupt)
    _deadline.timer.daemon = True
    _deadline.timer.start()


def stop() -> None:
    """Let no time be over any more: the command has ended."""
    if sys.platform != "win32" and _deadline.seconds:
        signal.setitimer(signal.ITIMER_REAL, 0)
    _deadline.seconds = 0.0
    if _deadline.timer is not None:
        _deadline.timer.cancel()
        _deadline.timer = None
        signal.signal(signal.SIGINT, signal.default_int_handler)


def at_stage(doing: str) -> None:
    """Remember what the command does now."""
    _deadline.stage, _deadline.path = doing, ""


def at_file(path: str) -> None:
    """Remember which file the command reads now."""
    _deadline.path = path


def _terminated(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # one is enough: what the command leaves behind is being removed
    raise TerminatedError(number)


def _over(_number: int, _frame: FrameType | None) -> None:
    seconds = _deadline.seconds
    shown = f"{seconds:,.10g} second{'' if seconds == 1 else 's'}"
    where = [f"while {_deadline.stage}"] if _deadline.stage else []
    where += [f"the last file was {_deadline.path}"] if _deadline.path else []
    told = f" ({'; '.join(where)})" if where else ""
    raise TimeIsOverError(
        f"--timeout: it takes longer than {shown}{told}: nothing is reported, for it would not be all; "
        "give it more time, or one directory at a time"
    )


def _interrupt() -> None:
    _deadline.is_over = True
    import _thread

    _thread.interrupt_main()


def _interrupted(number: int, frame: FrameType | None) -> None:
    if not _deadline.is_over:
        signal.default_int_handler(number, frame)
    _over(number, frame)
