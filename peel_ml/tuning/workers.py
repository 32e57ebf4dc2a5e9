"""Several jobs at a time, with the answers in the order of the jobs.

Threads do: a job spends its time inside a library that lets other threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Stopped(BaseException):
    """Another job failed or somebody pressed Ctrl-C: this one ends without an answer.

    Not an `Exception`, so that nothing takes it for a job's own failure.
    """


class Workers:
    """Does up to `count` jobs at a time. What a job answers must not depend on the others.

    Parameters
    ----------
    count : int
        Jobs at a time; with 1 no thread is made.

    Examples
    --------
    >>> list(Workers(2).each(lambda number: number**2, [1, 2, 3]))
    [1, 4, 9]
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._stop = Event()

    def each(self, job: Callable[[Item], Answer], items: Sequence[Item]) -> Generator[Answer, None, None]:
        """Yield the answers for all items in their order, each as soon as those before it are there.

        Raises
        ------
        BaseException
            What a job raised, or what interrupted the waiting. Jobs under way are then told to stop and waited
            for; jobs not yet begun never begin.
        """
        if self.count == 1 or len(items) < 2:
            yield from map(job, items)
            return
        with ThreadPoolExecutor(min(self.count, len(items))) as pool:
            futures = [pool.submit(job, item) for item in items]
            try:
                for future in futures:
                    yield future.result()
            finally:  # nothing is left to stop when all answers were given
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                self._stop.clear()

    def go_on(self) -> None:
        """Return; every job calls this often.

        Raises
        ------
        Stopped
            The job is to end here.
        """
        if self._stop.is_set():
            raise Stopped
