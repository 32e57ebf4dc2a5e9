"""Groups of people by name, as far as they may be named to those who read a gate."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.assurance.gates.judging import listed
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name
from peel_ml.results.fairness import FairnessRow


def named(submission: Submission, rows: Sequence[FairnessRow], most: int = 4) -> str:
    """Return groups by name. One whose figure the internal view withholds is counted and not named."""
    shown = {
        (row.characteristic, row.group, row.metric, row.missing)
        for row in submission.shown.fairness
        if row.n is not None and row.difference is not None
    }
    declaration = Declaration(submission.record.provenance.declaration)
    by_measure: dict[str, list[str]] = {}
    for row in rows:
        if (row.characteristic, row.group, row.metric, row.missing) in shown:
            measure = measure_name(row.characteristic, declaration).lower()
            by_measure.setdefault(measure, []).append(f"“{row.group}”" if "," in row.group else row.group)
    hidden = len(rows) - sum(map(len, by_measure.values()))
    said = [f"by {measure} {listed(groups, most)}" for measure, groups in by_measure.items()]
    return "; ".join([*said, *([f"{hidden} whose figures are withheld"] if hidden else [])])
