"""What a watcher looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.verification.found import Found
from peel_ml.errors import Problem
from peel_ml.tracking.registry import Version

Cause = Literal["hash_mismatch", "overdue_condition", "lapsed_assessment"]


@dataclass(frozen=True)
class WatchFinding:
    """One thing that somebody has to look at.

    Parameters
    ----------
    code : str
        Stable name of the kind.
    text : str
        What was found.
    todo : str
        What to do about it.
    matter, use_case, scope : str, optional
        What it is about.
    broken : bool
        Something does not hold; otherwise it is a date that comes near.
    cause : str, optional
        Why the approval is suspended for it, where it is.
    """

    code: str
    text: str
    todo: str = ""
    matter: str | None = None
    use_case: str | None = None
    scope: str | None = None
    broken: bool = True
    cause: Cause | None = None


@dataclass(frozen=True)
class Watched:
    """What is looked at.

    Parameters
    ----------
    book : Book
    at : datetime
        Now, UTC.
    registered : tuple of Version, optional
        MLflow's registry; None where it was not looked at.
    files : mapping of str to tuple of Found
        For each matter the files found for it: the frozen ones, and those that MLflow keeps.
    reviews : mapping of str to date
        For each use case the earliest review date that its assessments declare today.
    unread : tuple of str
        Use cases whose declaration cannot be read.
    absent : frozenset of str
        Matters whose frozen files are not where they were put.
    ledger : tuple of Problem
        What is wrong with the ledger.
    exported : int, optional
        Up to which entry the exported copy goes; None where there is none.
    export : tuple of Problem
        What is wrong with the exported copy.
    """

    book: Book
    at: datetime
    registered: tuple[Version, ...] | None = None
    files: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    reviews: Mapping[str, date] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    ledger: tuple[Problem, ...] = ()
    exported: int | None = None
    export: tuple[Problem, ...] = ()

    def standing(self) -> Iterator[Matter]:
        """Yield the matters that stand approved now."""
        for matter in self.book.matters.values():
            if self.book.effective(matter, self.at) in APPROVED:
                yield matter


def finding_about(matter: Matter, code: str, text: str, todo: str = "", **more: Any) -> WatchFinding:
    """Return a finding about one matter."""
    return WatchFinding(code, text, todo, matter.id, matter.use_case, matter.scope, **more)
