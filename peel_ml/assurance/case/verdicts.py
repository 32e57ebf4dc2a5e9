"""How claims came out, and what that makes of what rests on them: never greener than the worst."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Verdict = Literal["PASS", "DEGRADED", "FAIL"]

ORDER: tuple[Verdict, ...] = ("PASS", "DEGRADED", "FAIL")
"""From the greenest to the worst."""

JUDGED: dict[str, Verdict] = {"within": "PASS", "cannot_tell": "DEGRADED", "outside": "FAIL"}
"""The platform's verdicts as evidence items name them."""


def worst(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """Return the worst verdict; ``None`` stands for what does not apply, and for nothing else than that.

    Examples
    --------
    >>> worst(["PASS", None, "DEGRADED"]), worst([None])
    ('DEGRADED', None)
    """
    known = [one for one in verdicts if one is not None]
    return max(known, key=ORDER.index, default=None)


def goal(children: Iterable[Verdict | None], asserted: bool) -> Verdict:
    """Return what can be said of the statement at the top: no more than its worst part and, alone, never PASS.

    Parameters
    ----------
    children : iterable of Verdict or None
    asserted : bool
        Whether a named person stands for the statement. A machine cannot.

    Examples
    --------
    >>> goal(["PASS"], asserted=True), goal(["PASS"], asserted=False), goal(["FAIL"], asserted=True), goal([], True)
    ('PASS', 'DEGRADED', 'FAIL', 'DEGRADED')
    """
    found = worst(children)
    if found is None or (found == "PASS" and not asserted):
        return "DEGRADED"
    return found
