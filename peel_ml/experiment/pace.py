"""How the rows of a steps table follow one another: a row begins as soon as its inputs are there.

The table is a directed acyclic graph; this is list scheduling (Graham 1966, doi:10.1002/j.1538-7305.1966.tb01709.x)
with the table's order as the list. Threads do: most steps spend their time in libraries that let other threads run.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable, Sequence
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peel_ml.experiment.steps import Step

PATIENCE_S = 10.0
"""How long steps under way are waited for when another failed or somebody pressed Ctrl-C. One that takes longer is
left behind: the process is about to end, and what a step writes is whole or not there."""


class Stopped(BaseException):
    """Another step failed: this one ends without a value.

    Not an `Exception`, so that nothing takes it for a step's own failure.
    """


class Pace:
    """How many steps run at a time.

    Parameters
    ----------
    at_a_time : callable
        Asked whenever a step could begin; the answer may change as more is known, and is never above `most`.
    most : int
        The most it will ever answer; with 1 no thread is made.

    Examples
    --------
    >>> from peel_ml.experiment.steps import Step
    >>> table = [Step("a", print, (), ""), Step("b", print, ("a",), "")]
    >>> Pace(lambda: 2, most=2).go(table, [], lambda step: print(step.name))
    a
    b
    """

    def __init__(self, at_a_time: Callable[[], int] = lambda: 1, most: int = 1) -> None:
        self.at_a_time = at_a_time
        self.most = most
        self.error: BaseException | None = None
        """Why no more steps begin."""

    def go_on(self) -> None:
        """Return; a step that takes long calls this often.

        Raises
        ------
        Stopped
            Another step failed.
        """
        if self.error is not None:
            raise Stopped

    def go(self, steps: Sequence[Step], known: Iterable[str], do: Callable[[Step], None]) -> None:
        """Do every step, none before its inputs are there.

        The caller's own thread does steps as the others do. Each other thread sees the caller's context variables.

        Parameters
        ----------
        steps : sequence of Step
            The table.
        known : iterable of str
            Names of values that are there.
        do : callable
            Makes one step's value.

        Raises
        ------
        BaseException
            What the first step to fail raised. None begins after it, and those under way are waited for.
        """
        self.error = None
        walk = _Walk(steps, known, do, self)
        beside = [
            Thread(target=contextvars.copy_context().run, args=(walk.help,), name=f"steps-{number}", daemon=True)
            for number in range(1, min(self.most, len(steps)))
        ]
        for thread in beside:
            thread.start()
        try:
            walk.lead()
        except BaseException as error:  # Ctrl-C while waiting for the others
            walk.failed(error)
        deadline = monotonic() + PATIENCE_S
        for thread in beside:
            thread.join(None if self.error is None else max(0.0, deadline - monotonic()))
        if self.error is not None:
            raise self.error


class _Walk:
    """One walk over one table."""

    def __init__(self, steps: Sequence[Step], known: Iterable[str], do: Callable[[Step], None], pace: Pace) -> None:
        self._waiting = list(steps)
        self._known = set(known)
        self._do = do
        self._pace = pace
        self._running = 0
        self._changed = Condition()

    def lead(self) -> None:
        """Do steps in the caller's own thread until all are done."""
        while (step := self._next(self._first_here)) is not None:
            self._made(step)

    def help(self) -> None:
        """Do steps beside the caller's own thread until none is left to begin."""
        while (step := self._next(self._first_beside)) is not None:
            self._made(step)

    def failed(self, error: BaseException) -> None:
        """Begin nothing more."""
        with self._changed:
            self._fail(error)
            self._changed.notify_all()

    def _made(self, step: Step) -> None:
        failure = None
        try:
            self._do(step)
        except BaseException as error:  # raised where the walk was asked for
            failure = error
        with self._changed:
            self._running -= 1
            if failure is None:
                self._known.add(step.name)
            else:
                self._fail(failure)
            self._changed.notify_all()

    def _fail(self, error: BaseException) -> None:
        if self._pace.error is None:
            self._pace.error = error
        elif not isinstance(error, Stopped):
            self._pace.error.add_note(f"A step beside it failed as well: {type(error).__name__}.")

    def _next(self, choose: Callable[[], Step | None]) -> Step | None:
        with self._changed:
            while self._pace.error is None:
                step = choose()
                if step is not None:
                    self._waiting.remove(step)
                    self._running += 1
                    return step
                if not self._waiting and (self._running == 0 or choose == self._first_beside):
                    return None
                self._changed.wait()
        return None

    def _first_here(self) -> Step | None:
        if not self._waiting or 0 < self._running >= self._pace.at_a_time():
            return None
        ready = self._ready()
        if not ready and self._running == 0:
            return self._waiting[0]  # a table that is wrong: it fails with the name of what is missing
        return next((step for step in ready if step.in_front), ready[0] if ready else None)

    def _first_beside(self) -> Step | None:
        at_a_time = self._pace.at_a_time()
        if at_a_time < 2 or self._running >= at_a_time:
            return None  # one at a time is the caller's own thread
        return next((step for step in self._ready() if not step.in_front), None)

    def _ready(self) -> list[Step]:
        return [step for step in self._waiting if self._known.issuperset(step.inputs)]
