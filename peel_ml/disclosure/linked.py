"""Which counts of linked tables are withheld, so that none that is small comes back from those that stand.

Groups, characteristics and intersections share their totals: a count withheld in one table can be a sum or a
difference of counts that stand in others. All totals are written as equations between whole numbers that are not
negative; a small count is safe when it could also be the minimum or more, given everything that stands (Hundepool et
al. 2012, Statistical Disclosure Control, ch. 4).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from peel_ml.disclosure.ranges import Equation, Problem, bounds

Key = TypeVar("Key", bound=Hashable)

_ZERO = 1e-9


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

    Examples
    --------
    >>> protect({"a": None, "b": 50, "c": 12, "all": 65}, [Total("all", ("a", "b", "c"))], 5, frozenset({"all"})).hidden
    frozenset({'c'})
    """
    work = _Work(counts, totals, minimum, always, unshown, tied or {})
    work.run()
    shown = {key for key in work.hidden if counts[key] is not None and key not in unshown}
    small = {key for key in shown if (counts[key] or 0) < minimum}
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
    ) -> None:
        self.counts, self.totals, self.minimum = counts, totals, minimum
        self.tied, self.kept = tied, always | unshown
        self.small = {key for key, count in counts.items() if key not in always and (count is None or count < minimum)}
        # A group that nobody lists and nobody is in is no small group.
        self.small -= {key for key in unshown if counts[key] == 0}
        self.unshown = unshown
        self.hidden: set[Key] = {key for key in unshown if key not in always} | {
            key for key, count in counts.items() if count is None
        }
        self.given_up: set[Key] = set()
        self.safe: set[Key] = set()
        self.opened: set[int] = set()
        """Equations in which this round has withheld one more."""
        self.within: dict[Key, list[Total[Key]]] = defaultdict(list)
        for total in totals:
            for key in total.members:
                self.within[key].append(total)
        for key in self.small:
            self.hide(key)

    def hide(self, key: Key) -> None:
        """Withhold a count and what goes with it."""
        self.hidden.add(key)
        for other in self.tied.get(key, ()):
            if other not in self.hidden and other not in self.kept:
                self.hide(other)

    def run(self) -> None:
        """Withhold until every small count is safe."""
        while True:
            self.opened = set()
            equations, place, used = self.equations()
            low, high = bounds(equations, len(place))
            # What could be large while less was withheld still can.
            open_ = [key for key in self.small - self.given_up - self.safe if key in place]
            failing = {key: high[place[key]] for key in open_ if self._short(key, high[place[key]])}
            for key in sorted(failing, key=self._cost):
                self._open(key, failing[key])
            if not failing and self._proved(open_, place, used, Problem(equations, high)):
                return self._give_back({key for key, at in place.items() if low[at] == high[at]})

    def _proved(self, keys: list[Key], place: dict[Key, int], used: list[Total[Key]], problem: Problem) -> bool:
        """Tell whether every count could be large; where one could not, withhold more."""
        left = {place[key]: key for key in sorted(keys, key=self._cost)}
        doubtful = problem.unproved(dict.fromkeys(left, self.minimum))
        self.safe |= {key for at, key in left.items() if at not in doubtful}
        met: set[int] = set()
        for at in doubtful:
            key = left[at]
            if at in met or any(id(total) in self.opened for total in self.within[key]):
                continue  # it is large enough in what was found for another, or may be open already
            point, worth = problem.alone(at, self.minimum)
            met |= {one for one in doubtful if point[one] >= self.minimum - 0.5}
            if self._short(key, point[at]):
                self._open_worth(key, point[at], used, worth)
            else:
                met.add(at)
        self.safe |= {left[at] for at in met}
        return not doubtful or all(left[at] in self.safe or left[at] in self.given_up for at in doubtful)

    def _open_worth(self, key: Key, reach: float, used: list[Total[Key]], worth: list[float]) -> None:
        """Withhold the smallest count that lets this one grow enough, by what its equations are worth to it."""
        gain: dict[Key, float] = defaultdict(float)
        for total, price in zip(used, worth, strict=True):
            if price:
                for one in total.members:
                    if one not in self.hidden and one not in self.kept:
                        gain[one] -= price * (-1 if one == total.whole else 1)
        # Withheld it may be any larger, or smaller by no more than all of it.
        grows = {
            one: math.inf if each > _ZERO else -each * (self.counts[one] or 0)
            for one, each in gain.items()
            if abs(each) > _ZERO
        }
        needed = self.minimum - reach
        enough = [one for one, more in grows.items() if more >= needed]
        if not grows:
            self.given_up.add(key)
            return
        best = min(enough, key=self._cost) if enough else max(grows, key=lambda one: (grows[one], str(one)))
        self.hide(best)
        self.opened |= {id(total) for total in self.within[best]} | {id(total) for total in self.within[key]}

    def _short(self, key: Key, reach: float) -> bool:
        return reach < self.minimum and not (key in self.unshown and reach == 0)

    def _give_back(self, known: set[Key]) -> None:
        """Show what was withheld in vain: large counts that the equations give all the same."""
        for key in known - self.small - self.unshown:
            if self.counts[key] is not None and not any(key in self.tied.get(one, ()) for one in self.hidden - {key}):
                self.hidden.discard(key)

    def equations(self) -> tuple[list[Equation], dict[Key, int], list[Total[Key]]]:
        """Return what is known of the withheld counts, as equations between numbers."""
        place: dict[Key, int] = {}
        found: list[Equation] = []
        used: list[Total[Key]] = []
        for total in self.totals:
            if not any(key in self.hidden for key in total.members):
                continue
            right, terms = 0, []
            for key in total.members:
                sign = -1 if key == total.whole else 1
                if key in self.hidden:
                    terms.append((place.setdefault(key, len(place)), sign))
                else:
                    right -= sign * (self.counts[key] or 0)
            found.append(Equation(tuple(terms), right))
            used.append(total)
        return found, place, used

    def _open(self, key: Key, reach: float) -> None:
        """Withhold one more count in an equation that holds a small count down; the smallest that is enough."""
        if any(id(total) in self.opened for total in self.within[key]):
            return  # it may be open already
        needed = self.minimum - max(reach, 0)
        for total in self.within[key]:
            others = sum(self.counts[part] or 0 for part in total.parts if part not in self.hidden)
            held = total.whole not in self.hidden and (self.counts[total.whole] or 0) - others < self.minimum
            if (held or sum(one in self.hidden for one in total.members) == 1) and self._one_of(total.members, needed):
                self.opened.add(id(total))
        if not any(id(total) in self.opened for total in self.within[key]):
            if self._one_of(self._neighbours(key), needed):
                self.opened |= {id(total) for total in self.within[key]}
            else:
                self.given_up.add(key)

    def _one_of(self, members: Sequence[Key], needed: float) -> bool:
        free = [one for one in members if one not in self.hidden and one not in self.kept]
        if not free:
            return False
        enough = [one for one in free if (self.counts[one] or 0) >= needed]
        self.hide(min(enough, key=self._cost) if enough else max(free, key=self._cost))
        return True

    def _cost(self, key: Key) -> tuple[int, str]:
        return (self.counts[key] or 0, str(key))

    def _neighbours(self, key: Key) -> list[Key]:
        """Return counts in the nearest equations that still hold one to withhold."""
        seen, edge = {key}, [key]
        while edge:
            around = [one for each in edge for total in self.within[each] for one in total.members if one not in seen]
            if any(one not in self.hidden and one not in self.kept for one in around):
                return around
            seen |= set(around)
            edge = list(dict.fromkeys(around))
        return []
