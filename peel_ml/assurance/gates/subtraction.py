"""An attack on a view: somebody who knows every number it shows, and how the tables hang together, subtracts.

It shares no step with what decides which numbers are withheld: the equations are those of the numbers' names, and
what can be known of each withheld number is worked out from the numbers that stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peel_ml.disclosure import View, numbers_of
from peel_ml.disclosure.counts import Count
from peel_ml.disclosure.linked import Total
from peel_ml.disclosure.ranges import Equation, Problem, bounds
from peel_ml.disclosure.record import counts_of
from peel_ml.disclosure.revisions import name_of
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord


@dataclass(frozen=True)
class Attack:
    """What came of it.

    Parameters
    ----------
    numbers : int
        Numbers of people that the view shows.
    tried : int
        Small numbers of people that somebody tried to work out.
    found : int
        Those that follow to be under the smallest number shown.
    shown_small : int
        Numbers under it that the view shows as they are.
    contradicted : bool
        Whether the numbers shown cannot all be true, so that nothing can be said.
    """

    numbers: int
    tried: int
    found: int
    shown_small: int
    contradicted: bool = False


def attacked(true: Recorded, shown: Recorded, view: View) -> Attack:
    """Try to work out every small number of people that a view withholds.

    Parameters
    ----------
    true : Recorded
        The record with its numbers as they are.
    shown : Recorded
        The same under disclosure control for `view`.

    Returns
    -------
    Attack
        A number counts as found where no set of people that fits everything shown has the smallest number or more.
        What everybody knows anyway, such as the number of rows, is no secret.
    """
    if isinstance(true, StudyRecord):
        # Its tables hold no numbers of people that add up to one another.
        return Attack(0, 0, 0, 0, contradicted=False)
    counts = counts_of(true)
    totals = counts.totals()
    place = {key: at for at, key in enumerate(counts.values)}
    by_name = {name_of(key): at for key, at in place.items()}
    equations = [
        Equation(tuple((place[key], -1 if key == one.whole else 1) for key in one.members), 0)
        for one in totals
        if _holds(one, counts.values)
    ]
    slack, seen = view.base // 2, numbers_of(shown, view)
    within = {by_name[name]: (max(0, n - slack), n + slack) for name, n in seen.items() if name in by_name}
    secrets = {
        place[key]: view.minimum
        for key, n in counts.values.items()
        if n is not None and n < view.minimum and key not in counts.fixed and key not in counts.unshown
    }
    shown_small = sum(n < view.minimum and by_name.get(name) in secrets for name, n in seen.items())
    low, high = bounds(equations, len(place), within)
    open_ = {at: number for at, number in secrets.items() if high[at] >= number}
    unproved, _ = Problem(equations, high, within).unproved(open_)
    contradicted = any(least > most for least, most in zip(low, high, strict=True))
    return Attack(len(seen), len(secrets), len(secrets) - len(open_) + len(unproved), shown_small, contradicted)


def _holds(total: Total[Count], counts: Mapping[Count, int | None]) -> bool:
    """Tell whether a total is what its parts come to; where one of them is not known it is taken to be."""
    numbers = [counts[key] for key in total.parts]
    whole = counts[total.whole]
    known = [one for one in numbers if one is not None]
    return whole is None or len(known) < len(numbers) or sum(known) == whole
