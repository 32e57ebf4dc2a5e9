"""A run record as one view may show it."""

from __future__ import annotations

from functools import lru_cache
from weakref import ref

from peel_ml.disclosure.counts import Count, Counts
from peel_ml.disclosure.hidden import Hidden, Tally
from peel_ml.disclosure.linked import Protection, Total, protect
from peel_ml.disclosure.parts import TABLES
from peel_ml.disclosure.view import INTERNAL, PUBLIC, View
from peel_ml.errors import BadRequest
from peel_ml.results.record import RunRecord
from peel_ml.results.withheld import Withheld


def controlled(record: RunRecord, view: View) -> tuple[RunRecord, tuple[Withheld, ...]]:
    """Return the record with what the view must not show withheld or rounded, and the log of what was held back.

    Parameters
    ----------
    record : RunRecord
        As the run wrote it.
    view : View
        Whom it is for.

    Returns
    -------
    tuple of (RunRecord, tuple of Withheld)
        The public record is worked out from the controlled internal record and from nothing else. So somebody who has
        both views knows no more than somebody who has the internal one.

    Raises
    ------
    BadRequest
        A public view of synthetic data, which there is none of.
    """
    if view.name == PUBLIC.name and record.data.synthetic:
        raise BadRequest("There is no public view of synthetic data. Run the use case on real data with --data PATH.")
    if (found := _known(record, view)) is None:
        source = record if view == INTERNAL else controlled(record, INTERNAL)[0]
        found = _in_view(source, view)
        _FOUND[id(record), view.name] = (ref(record), found)
    return found


Found = tuple[RunRecord, tuple[Withheld, ...]]

_FOUND: dict[tuple[int, str], tuple[ref[RunRecord], Found]] = {}
"""What was worked out for a record that is still there: a run's card, its figures and MLflow ask for the same."""


def _known(record: RunRecord, view: View) -> Found | None:
    for key in [key for key, (one, _) in _FOUND.items() if one() is None]:
        del _FOUND[key]
    kept, found = _FOUND.get((id(record), view.name), (None, None))
    return found if kept is not None and kept() is record else None


def counts_of(record: RunRecord) -> Counts:
    """Return every count that the tables of a record show or let be worked out."""
    counts = Counts()
    for table in TABLES:
        table.count(record, counts)
    return counts


@lru_cache(maxsize=2)
def _protected(
    counts: tuple[tuple[Count, int | None], ...],
    totals: tuple[Total[Count], ...],
    minimum: int,
    always: frozenset[Count],
    unshown: frozenset[Count],
    tied: tuple[tuple[Count, tuple[Count, ...]], ...],
) -> Protection[Count]:
    """Find what to withhold, once for the same counts: a run looks through a draft of its card before it writes it."""
    return protect(dict(counts), totals, minimum, always, unshown=unshown, tied=dict(tied))


def _in_view(record: RunRecord, view: View) -> tuple[RunRecord, tuple[Withheld, ...]]:
    counts = counts_of(record)
    totals = counts.totals()
    found = _protected(
        tuple(counts.values.items()),
        tuple(totals),
        view.minimum,
        frozenset(counts.fixed),
        frozenset(counts.unshown),
        tuple((key, tuple(others)) for key, others in counts.ties().items()),
    )
    hidden = Hidden(view, found.small, found.secondary, counts.values)
    log = []
    for table in TABLES:
        tally = Tally(table.name, hidden)
        record = table.show(record, tally)
        log.append(tally.entry())
    return record, tuple(log)
