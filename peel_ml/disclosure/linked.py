"""Which counts of linked tables are withheld, so that none that is small comes back from those that stand.

Groups, characteristics and intersections share their totals: a count withheld in one table can be a sum or a
difference of counts that stand in others. All totals are written as equations between whole numbers that are not
negative; a small count is safe when it could also be the minimum or more, given everything that stands (Hundepool et
al. 2012, Statistical Disclosure Control, ch. 4).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from peel_ml.disclosure.ranges import Choice, Equation, Exchange, Problem, Range, bounds

Key = TypeVar("Key", bound=Hashable)

_AT_ONCE = 8
"""How many small counts are looked after by one program."""


@dataclass(frozen=True)
class Total(Generic[Key]):
    """One equation: the parts add up to the whole."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        """Every count of the equation."""
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Protection(Generic[Key]):
    """What is withheld: because it is small, and because it would give a small one away."""

    small: frozenset[Key]
    secondary: frozenset[Key]
    exposed: frozenset[Key] = frozenset()
    """Small counts that still follow, although nothing is left to withhold."""

    @property
    def hidden(self) -> frozenset[Key]:
        """Everything that is withheld."""
        return self.small | self.secondary


def withheld(
    counts: Mapping[Key, int], totals: Sequence[Total[Key]], minimum: int, always: frozenset[Key] = frozenset()
) -> frozenset[Key]:
    """Return the counts to withhold.

    Parameters
    ----------
    counts : mapping
        Every count that could be shown.
    totals : sequence of Total
        Every equation between them.
    minimum : int
        Counts below it are withheld; zero too, because "nobody" says something about everybody.
    always : frozenset
        Counts that are known anyway, such as the number of rows.

    Returns
    -------
    frozenset
        Every small count could, given those that stand, also be the minimum or more, unless nothing is left to
        withhold.

    Examples
    --------
    >>> counts = {"a": 3, "b": 50, "c": 12, "all": 65}
    >>> sorted(withheld(counts, [Total("all", ("a", "b", "c"))], 5, frozenset({"all"})))
    ['a', 'c']
    """
    return protect(counts, totals, minimum, always).hidden


def protect(
    counts: Mapping[Key, int | None],
    totals: Sequence[Total[Key]],
    minimum: int,
    always: frozenset[Key] = frozenset(),
    *,
    unshown: frozenset[Key] = frozenset(),
    tied: Mapping[Key, Sequence[Key]] | None = None,
    reach: Mapping[Key, int] | None = None,
    worth: Mapping[Key, int] | None = None,
    slack: int = 0,
) -> Protection[Key]:
    """Return what to withhold where some counts are withheld already and others stand in no table.

    Parameters
    ----------
    counts : mapping
        ``None`` for a count that is withheld already: whatever it is, it must not turn out to be small.
    totals, minimum, always
        As for `withheld`.
    unshown : frozenset
        Counts that no table holds, but that equations could give. None at all is no secret here: what nobody is in
        does not exist as a group.
    tied : mapping
        For a count those that are withheld with it.
    reach : mapping
        Further counts to withhold, each with the number that it could have to be for all that is shown.
    worth : mapping
        How much more than a count of its size it is missed; 1 where nothing is said.
    slack : int
        How far a count that is shown can be from the number of people, because it is rounded.

    Examples
    --------
    >>> protect({"a": None, "b": 50, "c": 12, "all": 65}, [Total("all", ("a", "b", "c"))], 5, frozenset({"all"})).hidden
    frozenset({'c'})
    """
    work = _Work(counts, totals, minimum, always, unshown, tied or {}, reach or {}, worth or {}, slack)
    work.run()
    shown = {key for key in work.hidden if counts[key] is not None and key not in unshown}
    small = {key for key in shown if (counts[key] or 0) < minimum or key in (reach or {})}
    return Protection(frozenset(small), frozenset(shown - small), frozenset(work.given_up))


class _Work(Generic[Key]):
    """One search for what to withhold."""

    def __init__(
        self,
        counts: Mapping[Key, int | None],
        totals: Sequence[Total[Key]],
        minimum: int,
        always: frozenset[Key],
        unshown: frozenset[Key],
        tied: Mapping[Key, Sequence[Key]],
        reach: Mapping[Key, int],
        worth: Mapping[Key, int],
        slack: int,
    ) -> None:
        self.counts, self.totals = counts, totals
        self.tied, self.unshown, self.kept = tied, unshown, always | unshown
        self.names = list(counts)
        self.order = {key: at for at, key in enumerate(self.names)}
        self.worth = [worth.get(key, 1) for key in self.names]
        self.rounded: dict[int, Range] = {
            self.order[key]: (max(0, count - slack), count + slack)
            for key, count in counts.items()
            if slack and count is not None and key not in self.kept
        }
        # A group that nobody lists and nobody is in is no small group.
        nobody = {key for key in unshown if counts[key] == 0}
        few = set(reach) - always - unshown
        few |= {key for key, count in counts.items() if count is None or count < minimum} - always - nobody
        # Of two alike the first that was counted: the same record gives the same answer always.
        self.small = sorted(few, key=lambda key: (counts[key] or 0, self.order[key]))
        self.hidden: set[Key] = {key for key, count in counts.items() if count is None} | (unshown - always)
        self.wanted = {self.order[key]: max(minimum, reach.get(key, 0)) for key in self.small}
        self.given_up: set[Key] = set(reach) & always
        for key in self.small:
            self.hide(key)

    def hide(self, key: Key) -> None:
        """Withhold a count and what goes with it."""
        self.hidden.add(key)
        for other in self.tied.get(key, ()):
            if other not in self.hidden and other not in self.kept:
                self.hide(other)

    def run(self) -> None:
        """Withhold until every small count could be the minimum or more."""
        equations, place = self.equations()
        within = self.within(place)
        _, high = bounds(equations, len(place), within)
        linked = {place[key]: key for key in self.small if key in place}
        doubtful, fitting = Problem(equations, high, within).unproved(
            {at: self.wanted[self.order[key]] for at, key in linked.items()}
        )
        if doubtful:
            point = [self.counts[name] or 0 for name in self.names]
            for key, at in place.items():
                point[self.order[key]] = fitting[at]
            self._protect({self.order[linked[at]] for at in doubtful}, point)
        equations, place = self.equations()
        low, high = bounds(equations, len(place), self.within(place))
        self._give_back({key for key, at in place.items() if low[at] == high[at]})

    def _protect(self, waiting: set[int], point: list[int]) -> None:
        signed = [
            [(self.order[key], -1 if key == total.whole else 1) for key in total.members] for total in self.totals
        ]
        choice = Choice(signed, point, self.worth, self.rounded)
        hidden = {self.order[key] for key in self.hidden}
        kept = {self.order[key] for key in self.kept} - hidden
        # Withheld counts alone may do by now, and trying that costs far less than a program.
        exchange = Exchange([Equation(tuple(terms), 0) for terms in signed], point, hidden)
        line = sorted(waiting, key=lambda at: (self.counts[self.names[at]] or 0, at))
        while line:
            batch: dict[int, int] = {}
            later, touched = [], set[int]()
            for at in line:
                about = set(choice.uses[at])
                if len(batch) == _AT_ONCE or about & touched:
                    later.append(at)
                elif not exchange.reaches(at, self.wanted[at]):
                    batch[at] = self.wanted[at] - point[at]
                    touched |= about
            # Several that stand in no equation together: a program for all of them costs little more than one.
            more, moves, stuck = choice.cheapest(batch, hidden, kept)
            for one in more:
                self.hide(self.names[one])
            if more:
                hidden |= {self.order[key] for key in self.hidden}
            self.given_up |= {self.names[at] for at in stuck}
            # What is large enough in numbers that were found already needs no program of its own.
            line = [at for at in later if point[at] + moves.get(at, 0) < self.wanted[at]]

    def _give_back(self, known: set[Key]) -> None:
        """Show what was withheld in vain: large counts that the equations give all the same."""
        few = set(self.small)
        for key in sorted(known - few - self.unshown, key=lambda key: (-(self.counts[key] or 0), self.order[key])):
            if self.counts[key] is not None and not any(key in self.tied.get(one, ()) for one in self.hidden - {key}):
                self.hidden.discard(key)

    def within(self, place: Mapping[Key, int]) -> dict[int, Range]:
        """Return the ranges of counts that are shown rounded, by their place in the equations."""
        return {
            at: self.rounded[self.order[key]]
            for key, at in place.items()
            if key not in self.hidden and self.order[key] in self.rounded
        }

    def equations(self) -> tuple[list[Equation], dict[Key, int]]:
        """Return what is known of the withheld counts, as equations between numbers."""
        place: dict[Key, int] = {}
        found: list[Equation] = []
        for total in self.totals:
            if not any(key in self.hidden for key in total.members):
                continue
            right, terms = 0, []
            for key in total.members:
                sign = -1 if key == total.whole else 1
                if key in self.hidden or self.order[key] in self.rounded:
                    terms.append((place.setdefault(key, len(place)), sign))
                else:
                    right -= sign * (self.counts[key] or 0)
            found.append(Equation(tuple(terms), right))
        return found, place
