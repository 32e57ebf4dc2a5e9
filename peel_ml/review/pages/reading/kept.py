"""Pages that take a while to render, kept by what they are made from: the same makings give the same page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last so many, by what they are made from.

    Parameters
    ----------
    most : int
        How many are kept.

    Examples
    --------
    >>> made = Kept[int](2)
    >>> made.get(("a",), lambda: 1), made.get(("a",), lambda: 2)
    (1, 1)
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._made: OrderedDict[tuple[object, ...], T] = OrderedDict()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what is kept under a key; made where it is not."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        # Two who ask at the same time both make it: nobody waits for the other, and it is the same.
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
