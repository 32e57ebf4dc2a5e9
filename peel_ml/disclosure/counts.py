"""Every count of people that a record shows, or lets be worked out, and every equation between them.

A count is named by what is true of the people in it: ``{("sex", "Male"), ("age", "10-17")}`` and "ones" are the boys
with the outcome. Tables that name people alike so name the same count, and no table can stand open beside another
that withholds it. The equations follow from the names: a total is the sum over one characteristic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peel_ml.disclosure.linked import Total
from peel_ml.results.codes import MISSING_CODES

Who = frozenset[tuple[str, str]]
Count = tuple[Who, str]

EVERYBODY: Who = frozenset()
REST = "(not listed)"
UNRECORDED = "(no recorded group)"
RECORDED = "(any recorded group)"

SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("n", ("ones", "zeros")),
    ("n", ("flagged", "unflagged")),
    ("n", ("right", "wrong")),
    ("ones", ("tp", "fn")),
    ("zeros", ("fp", "tn")),
    ("flagged", ("tp", "fp")),
    ("unflagged", ("tn", "fn")),
    ("right", ("tp", "tn")),
    ("wrong", ("fp", "fn")),
)
"""What adds up within one group."""

MADE_OF = {frozenset(parts): whole for whole, parts in SUMS}


def who(**true: str) -> Who:
    """Return the name of the people of whom this is true.

    Examples
    --------
    >>> sorted(who(sex="Male", age="10-17"))
    [('age', '10-17'), ('sex', 'Male')]
    """
    return frozenset(true.items())


def _worth(people: Who) -> int:
    if len(people) != 1:
        return 1 if people else 1000
    (_, level), *_ = people
    return 5 if level in (UNRECORDED, RECORDED, REST, *MISSING_CODES) else 30


class Counts:
    """Collects counts; a value of ``None`` is a count that is not shown."""

    def __init__(self) -> None:
        self.values: dict[Count, int | None] = {}
        self.fixed: set[Count] = set()
        self.unshown: set[Count] = set()
        """Counts in no table, which could be worked out all the same."""
        self.partial: set[frozenset[str]] = set()
        """Characteristics crossed of which not every combination is listed."""
        self.full: set[str] = set()
        """Characteristics that are recorded of everybody."""
        self.tied: dict[Count, list[Count]] = defaultdict(list)
        """Withheld with a count, beside the shares that follow from it."""
        self.sums: list[Total[Count]] = []
        """Totals that do not follow from names, such as a pooled group among others."""

    def add(self, people: Who, what: str, value: int | None, *, fixed: bool = False) -> None:
        """Note one count; a value that any table shows is known."""
        key = (people, what)
        if self.values.get(key) is None:
            self.values[key] = value
        if fixed:
            self.fixed.add(key)

    def add_share(
        self, people: Who, share: float | None, n: int | None, *, fixed: bool = False, what: str = "ones", of: str = "n"
    ) -> None:
        """Note the two counts that a share of `n` gives away."""
        ones = None if share is None or n is None else round(share * n)
        other = next(set(parts) - {what} for whole, parts in SUMS if whole == of and what in parts)
        self.add(people, what, ones, fixed=fixed)
        self.add(people, other.pop(), None if ones is None or n is None else n - ones, fixed=fixed)

    def tie(self, one: Count, other: Count) -> None:
        """Note that two counts stand in one figure: it is withheld where either is."""
        self.tied[one].append(other)
        self.tied[other].append(one)

    def totals(self) -> list[Total[Count]]:
        """Return every equation, with the counts nobody lists that they need."""
        found = [
            *self._within(),
            *(
                total
                for one in self.sums
                for total in self._equation(one.whole, list(one.parts), complete=True, rest=None)
            ),
        ]
        families: dict[tuple[Who, str, str], list[Count]] = defaultdict(list)
        for people, what in list(self.values):
            for one in sorted(people):
                if one[0][0] != "(" and one[1] != RECORDED:
                    families[people - {one}, one[0], what].append((people, what))
        every: dict[str, set[str]] = defaultdict(set)
        for (parent, name, _), parts in families.items():
            if not parent:
                every[name] |= {level for people, _ in parts for _, level in people}
        for (parent, name, what), parts in families.items():
            whole = (parent, what)
            if whole in self.values:
                found += self._total(whole, name, parts, every[name])
        return found

    def worth(self) -> dict[Count, int]:
        """Return how much each count is missed: the headline groups most, their unrecorded rest and crossings less."""
        return {key: _worth(key[0]) for key in self.values}

    def ties(self) -> dict[Count, tuple[Count, ...]]:
        """Return what is withheld with a count: a share goes where its count, its complement or its whole does."""
        found: dict[Count, tuple[Count, ...]] = {}
        for people, what in self.values:
            if (people, what) not in self.unshown:
                also = {part for whole, parts in SUMS for part in parts if what == whole or what in parts}
                found[people, what] = (
                    *((people, one) for one in sorted(also) if one != what and (people, one) in self.values),
                    *self.tied.get((people, what), ()),
                )
        return found

    def _within(self) -> Iterable[Total[Count]]:
        named: dict[Who, set[str]] = defaultdict(set)
        for people, what in self.values:
            named[people].add(what)
        for people, whats in named.items():
            for whole, parts in SUMS:
                if whole in whats and set(parts) <= whats:
                    yield Total((people, whole), tuple((people, part) for part in parts))

    def _total(self, whole: Count, name: str, parts: list[Count], every: set[str]) -> list[Total[Count]]:
        parent, what = whole
        level = {dict(people)[name]: (people, what) for people, _ in parts}
        rest = (parent | {(name, REST)}, what)
        found = []
        unrecorded = level.pop(UNRECORDED, None)
        codes = [key for value, key in level.items() if value in MISSING_CODES]
        if unrecorded is not None and codes:
            listed = {value for value in level if value in MISSING_CODES} == every & set(MISSING_CODES)
            other = (parent | {(name, f"{REST} {UNRECORDED}")}, what)
            found += self._equation(unrecorded, codes, complete=listed, rest=other)
        missing = [unrecorded] if unrecorded is not None else codes
        recorded = [key for value, key in level.items() if value not in MISSING_CODES]
        crossed = frozenset(one for one, _ in parent) | {name}
        # Of a characteristic that everybody has, a group that is not listed holds nobody.
        whole_list = not parent or set(level) >= every or (name in self.full and crossed not in self.partial)
        if unrecorded is not None:
            whole_list |= set(level) >= every - set(MISSING_CODES)
        all_recorded = (parent | {(name, RECORDED)}, what)
        if all_recorded in self.values:
            found += self._equation(all_recorded, recorded, complete=whole_list, rest=rest)
            recorded, whole_list = [all_recorded], not parent
        return [*found, *self._equation(whole, [*recorded, *missing], complete=whole_list, rest=rest)]

    def _equation(self, whole: Count, parts: list[Count], *, complete: bool, rest: Count | None) -> list[Total[Count]]:
        known = [self.values[part] for part in parts]
        total = self.values[whole]
        shown = sum(value for value in known if value is not None)
        if total is not None and (shown > total or (shown < total and None not in known and rest is None)):
            return []  # these counts are not of the same people
        exact = total is not None and None not in known and shown == total
        if exact or (complete and (None in known or total is None)) or rest is None:
            return [Total(whole, tuple(parts))]
        if rest not in self.values:
            self.values[rest] = total - shown if total is not None and None not in known else None
            self.unshown.add(rest)
        return [Total(whole, (*parts, rest))]
