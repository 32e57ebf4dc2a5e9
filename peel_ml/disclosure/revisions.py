"""A new revision of a published table: what has changed by a few people must not be seen from the two together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peel_ml.disclosure.counts import Count
from peel_ml.disclosure.linked import Key, Protection, Total, protect


def changed_by_few(previous: Mapping[Key, int], new: Mapping[Key, int | None], minimum: int) -> dict[Key, int]:
    """Return the counts that differ by 1 to the minimum less one, each with the number it could have to be.

    Examples
    --------
    >>> changed_by_few({"a": 40, "b": 12}, {"a": 42, "b": 12, "c": 7}, 5)
    {'a': 47}
    """
    return {
        key: count + minimum
        for key, count in new.items()
        if count is not None and key in previous and 0 < abs(count - previous[key]) < minimum
    }


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
    return protect(new, totals, minimum, always, reach=changed_by_few(previous, new, minimum))


def name_of(count: Count) -> str:
    """Return a count's name as text, the same in every revision.

    Examples
    --------
    >>> name_of((frozenset({("sex", "Male"), ("age", "10-17")}), "n"))
    'age=10-17; sex=Male: n'
    """
    people, what = count
    return "; ".join(f"{name}={level}" for name, level in sorted(people)) + f": {what}"
