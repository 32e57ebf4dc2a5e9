"""Code ``direct-identifier``."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, plural
from peel_ml.data.identifiers import KIND_NAMES


def check(view: DataView) -> Outcome:
    """Find columns that name a person.

    Rule: the names of all columns, and every distinct value of text and of long whole numbers, against the kinds
    of `peel_ml.data.identifiers`. A column that the run leaves out is a warning: it is in the file all the same.
    """
    if not view.frame.width:
        return NotApplicable("There are no columns.")
    found = view.identifiers
    said = [f"{hit.place} ({hit.kind})" for hit in found.used]
    beside = [f"{hit.place} ({hit.kind})" for hit in found.left_out]
    if not said and not beside:
        return Passed(
            f"None of {len(KIND_NAMES)} kinds of identifier in the names of {plural(found.columns, 'column')} or "
            f"in {plural(found.values, 'distinct value')} of {plural(found.texts, 'column')} that can hold one."
        )
    sentence = f"These look as if they named people: {listing(said, 8)}." if said else ""
    if beside:
        sentence += f"{' ' if said else ''}Left out by the run, but in the data: {listing(beside, 8)}."
    return Found(
        sentence,
        "Take such columns out before the data comes here, or replace them by a number made for this work that leads "
        "back to nobody.",
        tuple(
            {"place": hit.place, "kind": hit.kind, "rows": hit.rows, "used": used}
            for used, hits in ((True, found.used), (False, found.left_out))
            for hit in hits
        ),
        severity=None if said else "warn",
    )
