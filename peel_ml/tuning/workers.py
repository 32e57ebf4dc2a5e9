"""Several jobs at a time, with the answers in the order of the jobs.

Threads do: a job spends its time inside a library that lets other threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count as count_up
from queue import PriorityQueue
from threading import Event
from types import TracebackType
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

NOW, MEANWHILE = 0, 1
"""How soon a job is done: a job of the second kind begins only where a worker would have nothing else to do."""


class Stopped(BaseException):
    """Another job failed or somebody pressed Ctrl-C: this one ends without an answer.

    Not an `Exception`, so that nothing takes it for a job's own failure.
    """


class Workers:
    """Does up to `count` jobs at a time. What a job answers must not depend on the others.

    In a ``with`` statement the threads stay from one `each` to the next, which `meanwhile` needs, and end with it.

    Parameters
    ----------
    count : int
        Jobs at a time; with 1 no thread is made.

    Examples
    --------
    >>> with Workers(2) as crew:
    ...     list(crew.each(lambda number: number**2, [1, 2, 3]))
    [1, 4, 9]
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._stop = Event()
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: PriorityQueue[tuple[int, int, Callable[[], None]]] = PriorityQueue()
        self._number = count_up()
        self._held = False

    def __enter__(self) -> Workers:
        self._held = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held = False
        self._end()

    def each(self, job: Callable[[Item], Answer], items: Sequence[Item]) -> Generator[Answer, None, None]:
        """Yield the answers for all items in their order, each as soon as those before it are there.

        Raises
        ------
        BaseException
            What a job raised, or what interrupted the waiting. Jobs under way are then told to stop and waited
            for; jobs not yet begun never begin.
        """
        if self.count == 1 or (len(items) < 2 and not self._held):
            yield from map(job, items)
            return
        whole = False
        try:
            futures = [self._later(NOW, job, item) for item in items]
            for future in futures:
                yield future.result()
            whole = True
        finally:
            if not (whole and self._held):
                self._end()

    def meanwhile(self, job: Callable[[Item], Any], items: Sequence[Item]) -> None:
        """Do these jobs where a worker would otherwise wait for the others; nobody is told what they answer.

        For work that will be needed later and keeps what it made. With one worker nobody ever waits, and nothing is
        begun. A job that fails here is not heard of: whoever needs its work does it again and hears of it then.

        Raises
        ------
        RuntimeError
            Not in a ``with`` statement: nothing would end these jobs.
        """
        if not self._held:
            raise RuntimeError("use Workers in a with statement: jobs done meanwhile have to be ended by it")
        if self.count > 1:
            for item in items:
                self._later(MEANWHILE, job, item)

    def go_on(self) -> None:
        """Return; every job calls this often.

        Raises
        ------
        Stopped
            The job is to end here.
        """
        if self._stop.is_set():
            raise Stopped

    def _later(self, urgency: int, job: Callable[[Item], Answer], item: Item) -> Future[Answer]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.count)
        future: Future[Answer] = Future()

        def do() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(job(item))
            except BaseException as error:  # handed to whoever waits for the answer
                future.set_exception(error)

        # One turn of the pool for each job, and each turn does the most urgent job there is.
        self._waiting.put((urgency, next(self._number), do))
        self._pool.submit(self._turn)
        return future

    def _turn(self) -> None:
        self._waiting.get_nowait()[2]()

    def _end(self) -> None:
        """Stop what is under way, wait for it, and forget what has not begun."""
        if self._pool is None:
            return
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)
        self._pool, self._waiting = None, PriorityQueue()
        self._stop.clear()
