"""Figures and lists as plain English."""

from __future__ import annotations

from collections.abc import Sequence

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def percent(share: float) -> str:
    """Return a share as a percentage.

    Examples
    --------
    >>> percent(0.0806), percent(0.0), percent(0.0002), percent(1.0)
    ('8.1%', '0%', 'under 0.1%', '100%')
    """
    if 0 < share < 0.0005:
        return "under 0.1%"
    return f"{share:.1%}".replace(".0%", "%")


def month_name(month: str) -> str:
    """Return a month in words.

    Examples
    --------
    >>> month_name("2024-03")
    'March 2024'
    """
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def plain_column(name: str) -> str:
    """Return a column's name as words.

    Examples
    --------
    >>> plain_column("outcome_linked_to_object_of_search")
    'Outcome linked to object of search'
    """
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def listing(items: Sequence[str], limit: int = 4) -> str:
    """Return items as a list in words, the rest counted.

    Examples
    --------
    >>> listing(["a", "b"]), listing(["a", "b", "c", "d"], limit=2)
    ('a and b', 'a, b and 2 more')
    """
    shown, hidden = list(items[:limit]), len(items) - limit
    if hidden > 0:
        return f"{', '.join(shown)} and {hidden} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "row"), plural(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
