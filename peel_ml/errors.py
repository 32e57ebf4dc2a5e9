"""What can go wrong, said so that the reader knows what to do next.

Every error carries the exit status of the command line: 1 the work failed, 2 the request was wrong,
3 something fell short. Messages are built from facts (column names, counts, what was accepted) and never
from row values, because rows carry protected characteristics.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NO_MEMORY = (
    "failed to map segment",
    "annot allocate memory",
    "ut of memory",
    "bad_alloc",
    "bad allocation",
    "can't start new thread",
    "partially initialized module",
)
"""What the loader of libraries, C, git, C++ and Python say where the system gives no more memory. A module whose import
was refused half way stays so, and whatever needs it fails."""
SHOWN_PROBLEMS = 20
"""How many problems a message lists before it only counts the rest."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    what : str
        What was found, for example ``"unknown key 'colour'"``.
    fix : str
        What to do about it, with the command where there is one. Empty when `what` says it already.
    where : str
        Where it stands, for example ``"usecase.yaml:12"``. Empty when there is no place to point at.
    """

    what: str
    fix: str = ""
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        if not self.fix:
            return f"{place}{self.what}"
        stop = "" if self.what.endswith((".", "!", "?")) else "."
        return f"{place}{self.what}{stop} {self.fix}"


class PeelError(Exception):
    """The work failed (exit status 1): a full disk, a locked database, a folder that cannot be written.

    Parameters
    ----------
    summary : str
        One sentence: what happened.
    problems : iterable of Problem
        Everything that is wrong, not only the first.

    Examples
    --------
    >>> error = BadRequest("The file cannot be used.", [Problem("no column 'Date'", "Add it.")])
    >>> print(error)
    The file cannot be used.
      - no column 'Date'. Add it.
    >>> error.exit_status
    2
    """

    exit_status = 1

    def __init__(self, summary: str, problems: Iterable[Problem] = ()) -> None:
        self.summary = summary
        self.problems = tuple(problems)
        super().__init__(summary)

    def __str__(self) -> str:
        lines = [self.summary, *(f"  - {problem}" for problem in self.problems[:SHOWN_PROBLEMS])]
        hidden = len(self.problems) - SHOWN_PROBLEMS
        if hidden > 0:
            lines.append(f"  … and {hidden} more.")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.summary, self.problems)


class BadRequest(PeelError):
    """The request was wrong (exit status 2): usage, a bad file, a declaration that does not hold."""

    exit_status = 2


class FellShort(PeelError):
    """A check ran and something fell short of what it asks (exit status 3)."""

    exit_status = 3


class Problems:
    """Collects every problem of one input, and raises once.

    Examples
    --------
    >>> problems = Problems()
    >>> problems.add("no column 'Date'")
    >>> problems.raise_if_any("The file cannot be used.")
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: The file cannot be used.
      - no column 'Date'
    """

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, what: str, fix: str = "", where: str = "") -> None:
        """Note one problem."""
        self._found.append(Problem(what, fix, where))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems."""
        self._found.extend(problems)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Turn a `BadRequest` raised inside into noted problems, so that the next check still runs."""
        try:
            yield
        except BadRequest as error:
            self._found.extend(error.problems or [Problem(error.summary)])

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self, summary: str) -> None:
        """Raise `BadRequest` with everything noted so far; do nothing when nothing was."""
        if self._found:
            raise BadRequest(summary, self._found)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, what it came of, what that came of, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def of_memory(error: BaseException) -> bool:
    """Tell whether an error came of too little memory: it then says nothing about what was being computed.

    Examples
    --------
    >>> of_memory(ImportError("libfast.so: failed to map segment from shared object"))
    True
    >>> of_memory(ValueError("the objective is not a number"))
    False
    """
    return any(
        isinstance(one, MemoryError)
        or getattr(one, "errno", None) == errno.ENOMEM
        or any(words in str(one) for words in NO_MEMORY)
        for one in causes(error)
    )
