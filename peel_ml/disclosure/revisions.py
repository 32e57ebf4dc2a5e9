"""A new revision of a published table: what has changed by a few people must not be seen from the two together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from peel_ml.disclosure.counts import Count
from peel_ml.disclosure.linked import Key, Protection, Total, protect

Published = Mapping[str, Mapping[str, Collection[int]]]
"""By view and by the name of a count: every number that was ever published for it.

Older ones than the last stay known, and a count that one revision withholds was shown by the revision before.
"""


def changed_by_few(
    previous: Mapping[Key, Collection[int]], new: Mapping[Key, int | None], minimum: int
) -> dict[Key, int]:
    """Return the counts that differ by 1 to the minimum less one, each with the number it could have to be.

    Examples
    --------
    >>> changed_by_few({"a": [40, 60], "b": [12]}, {"a": 42, "b": 12, "c": 7}, 5)
    {'a': 47}
    """
    return {
        key: count + minimum
        for key, count in new.items()
        if count is not None and any(0 < abs(count - before) < minimum for before in previous.get(key, ()))
    }


def remembered(previous: Published, shown: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return what has been published once these numbers are, too, in a settled order.

    Parameters
    ----------
    previous : mapping
        What was published before, by view and name.
    shown : mapping
        What each view shows now. A view that is not among them is not kept.

    Examples
    --------
    >>> remembered({"public": {"a": [40], "b": [15]}}, {"public": {"a": 60}})
    {'public': {'a': (40, 60), 'b': (15,)}}
    """
    kept = {}
    for view in sorted(shown):
        numbers = {name: set(values) for name, values in previous.get(view, {}).items()}
        for name, value in shown[view].items():
            numbers.setdefault(name, set()).add(value)
        kept[view] = {name: tuple(sorted(numbers[name])) for name in sorted(numbers)}
    return kept


def revise(
    previous: Mapping[Key, int],
    new: Mapping[Key, int | None],
    totals: Sequence[Total[Key]],
    minimum: int,
    always: frozenset[Key] = frozenset(),
) -> Protection[Key]:
    """Return what to withhold of a new revision, given the counts that the last one showed.

    Parameters
    ----------
    previous : mapping
        Counts as they were published.
    new, totals, minimum, always
        The new revision, as for `protect`.

    Returns
    -------
    Protection
        Every count that changed by a few could, for all that the new revision shows, have changed by the minimum.
        `exposed` holds those for which that cannot be had, such as the number of rows itself: the revision should then
        wait for more data.

    Examples
    --------
    >>> total = [Total("all", ("a", "b", "c"))]
    >>> found = revise({"a": 20, "b": 30, "c": 40, "all": 90}, {"a": 21, "b": 30, "c": 60, "all": 111}, total, 5)
    >>> sorted(found.hidden), sorted(found.exposed)
    (['a', 'b'], [])
    """
    before = {key: (count,) for key, count in previous.items()}
    return protect(new, totals, minimum, always, reach=changed_by_few(before, new, minimum))


def name_of(count: Count) -> str:
    """Return a count's name as text, the same in every revision.

    Examples
    --------
    >>> name_of((frozenset({("sex", "Male"), ("age", "10-17")}), "n"))
    'age=10-17; sex=Male: n'
    """
    people, what = count
    return "; ".join(f"{name}={level}" for name, level in sorted(people)) + f": {what}"
