"""A study's record as one view may show it.

Rows of a study are areas, and most of its figures are means over many of them. What could show single people are
counts in one area; results mark them (`peel_ml.results.marks`), and everything that is marked passes here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, get_type_hints

from peel_ml.disclosure.rounding import people
from peel_ml.disclosure.view import PUBLIC, View
from peel_ml.errors import BadRequest
from peel_ml.results.estimate import Estimate
from peel_ml.results.marks import PEOPLE, PLACES
from peel_ml.results.studies.record import StudyRecord
from peel_ml.results.withheld import Withheld

FEW = "too few people"


@dataclass
class _Tally:
    cells: int = 0
    small: int = 0
    rounded: int = 0
    places: int = 0


def controlled_study(record: StudyRecord, view: View) -> tuple[StudyRecord, tuple[Withheld, ...]]:
    """Return the record with what the view must not show withheld or rounded, and the log of what was held back.

    Raises
    ------
    BadRequest
        A public view of synthetic data, which there is none of.
    """
    if view.name == PUBLIC.name and record.data.synthetic:
        raise BadRequest("There is no public view of synthetic data. Run the use case on real data with --data PATH.")
    purpose = record.provenance.declaration.get("purpose")
    sends = isinstance(purpose, dict) and bool(purpose.get("directs_presence"))
    tally = _Tally()
    shown = replace(record, detail=_shown(record.detail, view, sends and view.name == PUBLIC.name, tally))
    log = [Withheld("Counts in single areas", tally.cells, tally.small, 0, tally.rounded)]
    if tally.places:
        log.append(Withheld("Lists of places", tally.places, tally.places, 0, 0))
    return shown, tuple(log)


@cache
def _marks(kind: type) -> dict[str, tuple[str, ...]]:
    """Return the marks of each field of a result."""
    hints = get_type_hints(kind, include_extras=True)
    return {one.name: getattr(hints[one.name], "__metadata__", ()) for one in fields(kind)}


def _shown(value: Any, view: View, no_places: bool, tally: _Tally) -> Any:
    if isinstance(value, tuple):
        return tuple(_shown(one, view, no_places, tally) for one in value)
    if isinstance(value, dict):
        return {key: _shown(one, view, no_places, tally) for key, one in value.items()}
    if not is_dataclass(value) or isinstance(value, (type, Estimate)):
        return value
    marks = _marks(type(value))
    counts = {name: getattr(value, name) for name, marked in marks.items() if PEOPLE in marked}
    known = {name: n for name, n in counts.items() if n is not None}
    few = any(n < view.minimum for n in known.values())
    made: dict[str, Any] = {}
    for name, marked in marks.items():
        old = getattr(value, name)
        if PLACES in marked and no_places:
            tally.places += len(old)
            made[name] = ()
        elif name in known:
            tally.cells += 1
            tally.small += few
            made[name] = None if few else people(old, view)
            tally.rounded += not few and made[name] != old
        elif few and isinstance(old, Estimate):
            made[name] = Estimate(None, reason=FEW)
        else:
            made[name] = _shown(old, view, no_places, tally)
    return replace(value, **made)
