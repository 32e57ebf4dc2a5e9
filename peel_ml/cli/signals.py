"""Ctrl-C, ``kill`` and a closed terminal end a command the same way: what is under way is ended in order.

The first signal becomes a `KeyboardInterrupt`, wherever the program is. A second one ends the process at once,
as a kill would: everything is written under a temporary name and renamed, so nothing is ever left half-written.
So does `PATIENCE_S`: an exception that comes while Python imports can leave the import lock held, and then other
threads, which the end in order waits for, wait for ever.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

STATUS = 130
"""Exit status of a command that was interrupted, by whichever signal."""

PATIENCE_S = 20
"""How long the end in order may take; it takes one or two seconds."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class _Stop:
    """The handler; it remembers what it was called for."""

    def __init__(self) -> None:
        self.name = ""

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.name:
            os._exit(STATUS)
        self.name = signal.Signals(number).name
        if hasattr(signal, "alarm"):  # Windows has none
            signal.signal(signal.SIGALRM, self)
            signal.alarm(PATIENCE_S)
        raise KeyboardInterrupt(self.name)


_stop = _Stop()


def received() -> str:
    """Return the name of the signal that came, ``""`` when none did.

    Whatever ends a command after a signal was caused by it: native code that calls back into Python may turn
    the `KeyboardInterrupt` into an error of its own.
    """
    return _stop.name


def install() -> None:
    """Handle the three signals from here on; one that is ignored, as by ``nohup``, stays ignored."""
    for name in _NAMES:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
