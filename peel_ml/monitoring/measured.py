"""What a watcher hands over: a movement, its figures and its p-value; and what becomes of it beside all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from peel_ml.disclosure import MINIMUM, TOO_FEW
from peel_ml.evaluation.correction import holm
from peel_ml.monitoring.report import Code, Figure, Signal, State
from peel_ml.monitoring.usual import Change


@dataclass(frozen=True)
class Measured:
    """One signal before it is decided.

    `moved` is the size of the movement on the scale of `limit`; `reach` how large it may be, by its interval. Without
    a `p` there was nothing to test, and `quiet` says why.
    """

    code: Code
    about: str
    title: str
    sentence: str
    limit: float
    fix: str
    moved: float = 0.0
    reach: float = 0.0
    p: float | None = None
    figures: tuple[Figure, ...] = ()
    blocking: bool = True
    quiet: str = ""
    """Why it cannot be told, or is not watched; empty where it was measured."""
    state: State | None = field(default=None)
    """Set where nothing is to be tested."""

    @property
    def name(self) -> str:
        """As that of the signal."""
        return f"{self.code}:{self.about}" if self.about else self.code


def untold(code: Code, about: str, title: str, limit: float, why: str, *, blocking: bool = True) -> Measured:
    """Return a signal of which nothing can be told: too few rows."""
    return Measured(code, about, title, why, limit, "", quiet=why, state="cannot_tell", blocking=blocking)


def unwatched(code: Code, title: str, why: str, about: str = "") -> Measured:
    """Return a signal that is not watched."""
    return Measured(code, about, title, why, 0.0, "", quiet=why, state="not_watched")


def rejected(found: Sequence[Measured], alpha: float) -> list[bool]:
    """Return which movements are beyond chance, all of them taken together (Holm 1979)."""
    tested = [one.p for one in found if one.p is not None]
    answers = iter(holm(tested, alpha))
    return [one.p is not None and next(answers) for one in found]


def stands(one: Measured, beyond_chance: bool, limit: float) -> State:
    """Return how a signal stands against a limit.

    Examples
    --------
    >>> one = Measured("missing", "age", "", "", 0.05, "", moved=0.08, reach=0.10, p=0.0)
    >>> stands(one, True, 0.05), stands(one, False, 0.05), stands(one, True, 0.09), stands(one, True, 0.2)
    ('breach', 'cannot_tell', 'cannot_tell', 'steady')
    """
    if one.state is not None:
        return one.state
    if one.moved >= limit and beyond_chance:
        return "breach"
    return "cannot_tell" if one.moved >= limit or one.reach >= limit else "steady"


def decided(one: Measured, beyond_chance: bool) -> Signal:
    """Return the signal as it is reported."""
    state = stands(one, beyond_chance, one.limit)
    sentence = one.sentence
    if state == "cannot_tell" and one.state is None:
        why = (
            "it is beyond the limit, but months swing as much or chance could do it"
            if one.moved >= one.limit
            else "the data are too few to tell it from a movement beyond the limit"
        )
        sentence = f"{sentence} This cannot be told: {why}."
    return Signal(
        one.code,
        one.about,
        one.title,
        state,
        one.blocking,
        None if state == "not_watched" else one.limit,
        one.figures,
        sentence,
        one.fix if state == "breach" else "",
    )


def points(share: float) -> str:
    """Return a share as points of a hundred.

    Examples
    --------
    >>> points(0.0512), points(-0.03)
    ('5.1', '-3')
    """
    text = f"{100 * share:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def figure(what: str, change: Change, before: tuple[float, float], now: tuple[float, float]) -> Figure:
    """Return a share before and now, withheld where few rows stand behind it, or behind its complement.

    Parameters
    ----------
    before, now : tuple of float
        Rows with the value, and rows. No row at all with the value may be said: it is about nobody.
    """
    if any(0 < part < MINIMUM for ones, rows in (before, now) for part in (ones, rows - ones)):
        return Figure(what, reason=TOO_FEW)
    return Figure(
        what,
        round(change.now, 4),
        round(change.before, 4),
        round(change.change, 4),
        round(change.low, 4),
        round(change.high, 4),
        int(now[1]),
        int(before[1]),
    )
