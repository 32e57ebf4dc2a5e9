"""A run record as one view may show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from peel_ml.disclosure.counts import RECORDED, UNRECORDED, Count, Counts
from peel_ml.disclosure.hidden import Hidden, Tally
from peel_ml.disclosure.linked import Protection, Total, protect
from peel_ml.disclosure.parts import TABLES
from peel_ml.disclosure.revisions import Published, changed_by_few, name_of
from peel_ml.disclosure.rounding import people
from peel_ml.disclosure.view import INTERNAL, PUBLIC, View
from peel_ml.errors import BadRequest
from peel_ml.results.record import RunRecord
from peel_ml.results.withheld import Withheld


def controlled(
    record: RunRecord, view: View, previous: Published | None = None
) -> tuple[RunRecord, tuple[Withheld, ...]]:
    """Return the record with what the view must not show withheld or rounded, and the log of what was held back.

    Parameters
    ----------
    record : RunRecord
        As the run wrote it.
    view : View
        Whom it is for.
    previous : mapping, optional
        Counts that earlier revisions published, from `published` by way of `remembered`. What changed by a few since
        is withheld.

    Returns
    -------
    tuple of (RunRecord, tuple of Withheld)
        The public record is worked out from the controlled internal record and from nothing else. So somebody who has
        both views knows no more than somebody who has the internal one.

    Raises
    ------
    BadRequest
        A public view of synthetic data, which there is none of; or a revision in which so few records changed that
        nothing can hide them.
    """
    if view.name == PUBLIC.name and record.data.synthetic:
        raise BadRequest("There is no public view of synthetic data. Run the use case on real data with --data PATH.")
    before = previous or {}
    inner = record if view == INTERNAL else controlled(record, INTERNAL, before)[0]
    return _in_view(inner, view, before.get(view.name, {}))


def counts_of(record: RunRecord) -> Counts:
    """Return every count that the tables of a record show or let be worked out."""
    counts = Counts()
    for table in TABLES:
        table.count(record, counts)
    return counts


def published(record: RunRecord, view: View, previous: Published | None = None) -> dict[str, int]:
    """Return every number of people that a view of the record shows, by name: to be kept beside what is published.

    They are what the view shows and nothing else. The next revision is controlled against them.
    """
    return numbers_of(controlled(record, view, previous)[0], view)


def numbers_of(shown: RunRecord, view: View) -> dict[str, int]:
    """Return every number of people in a record that has passed disclosure control for this view, by name."""
    return {
        name_of(key): value
        for key, value in counts_of(shown).values.items()
        if value is not None and (view.base == 1 or _a_number(key))
    }


def _units(record: RunRecord) -> str:
    decision = record.provenance.declaration.get("decision")
    units = decision.get("units") if isinstance(decision, dict) else None
    return units if isinstance(units, str) else ""


def _a_number(key: Count) -> bool:
    """Tell whether a count is given as a number, and not by a share, which is coarse in a rounded view."""
    people_of, what = key
    return what == "n" and not {level for _, level in people_of} & {RECORDED, UNRECORDED}


@lru_cache(maxsize=8)
def _protected(
    counts: tuple[tuple[Count, int | None], ...],
    totals: tuple[Total[Count], ...],
    minimum: int,
    always: frozenset[Count],
    unshown: frozenset[Count],
    tied: tuple[tuple[Count, tuple[Count, ...]], ...],
    reach: tuple[tuple[Count, int], ...],
    worth: tuple[tuple[Count, int], ...],
    slack: int,
) -> Protection[Count]:
    """Find what to withhold, once for the same counts: a run's draft, its card and MLflow ask for the same."""
    return protect(
        dict(counts),
        totals,
        minimum,
        always,
        unshown=unshown,
        tied=dict(tied),
        reach=dict(reach),
        worth=dict(worth),
        slack=slack,
    )


def _in_view(
    record: RunRecord, view: View, before: Mapping[str, Collection[int]]
) -> tuple[RunRecord, tuple[Withheld, ...]]:
    counts = counts_of(record)
    totals = counts.totals()
    shown = {key: people(value, view) for key, value in counts.values.items() if before and name_of(key) in before}
    few = changed_by_few({key: before[name_of(key)] for key in shown}, shown, view.minimum)
    found = _protected(
        tuple(counts.values.items()),
        tuple(totals),
        view.minimum,
        frozenset(counts.fixed),
        frozenset(counts.unshown),
        tuple((key, tuple(others)) for key, others in counts.ties().items()),
        tuple((key, (counts.values[key] or 0) + view.minimum) for key in few),
        tuple(counts.worth().items()),
        view.base // 2,
    )
    if found.exposed & set(few):
        raise BadRequest(
            f"Fewer than {view.minimum} records changed since a revision that was published, so the {view.name} views "
            "of both together would show them. Nothing is published. Publish again when more has changed; until then "
            "the card stays with the run."
        )
    hidden = Hidden(view, found.small, found.secondary, counts.values, _units(record))
    log = []
    for table in TABLES:
        tally = Tally(table.name, hidden)
        record = table.show(record, tally)
        log.append(tally.entry())
    return record, tuple(log)
