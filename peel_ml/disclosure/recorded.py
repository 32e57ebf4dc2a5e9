"""Disclosure control of any record: of single records, or of areas and periods."""

from __future__ import annotations

from typing import cast

from peel_ml.disclosure import record as runs
from peel_ml.disclosure.revisions import Published
from peel_ml.disclosure.study import controlled_study
from peel_ml.disclosure.view import View
from peel_ml.results.recorded import R, Recorded
from peel_ml.results.studies.record import StudyRecord
from peel_ml.results.withheld import Withheld


def controlled(record: R, view: View, previous: Published | None = None) -> tuple[R, tuple[Withheld, ...]]:
    """Return the record as a view may show it, and the log of what was held back.

    See `peel_ml.disclosure.record.controlled` and `peel_ml.disclosure.study.controlled_study`.

    Raises
    ------
    BadRequest
        A public view of synthetic data, or a revision in which so few records changed that nothing can hide them.
    """
    if isinstance(record, StudyRecord):
        return cast("tuple[R, tuple[Withheld, ...]]", controlled_study(record, view))
    return cast("tuple[R, tuple[Withheld, ...]]", runs.controlled(record, view, previous))


def numbers_of(shown: Recorded, view: View) -> dict[str, int]:
    """Return every number of people in a record that has passed disclosure control, by name; a study shows none."""
    return {} if isinstance(shown, StudyRecord) else runs.numbers_of(shown, view)


def published(record: Recorded, view: View, previous: Published | None = None) -> dict[str, int]:
    """Return every number of people that a view of the record shows, by name."""
    return numbers_of(controlled(record, view, previous)[0], view)
