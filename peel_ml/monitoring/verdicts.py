"""The verdicts on groups, judged on the new rows as the run judged them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from peel_ml.data.checks.wording import listing
from peel_ml.monitoring.limits import FEW
from peel_ml.monitoring.outcomes import NOT_KNOWN
from peel_ml.monitoring.report import Figure, Signal
from peel_ml.monitoring.scoring import TITLES, Scored
from peel_ml.results.fairness import FairnessRow


def fairness(scored: Scored, alpha: float) -> Iterator[Signal]:
    """Judge the groups on the new rows as the run did; a verdict ``outside`` that is new is a breach.

    The verdicts hold their own error rate, `alpha`, over all comparisons together.
    """
    from peel_ml.fairness.engine import assess
    from peel_ml.fairness.policy import load_policy

    case = scored.sides.case
    part, p = scored.known
    point = scored.record.scores.operating_point
    title = TITLES["fairness"]
    if len(part) < FEW or part.target.min() == part.target.max():
        why = NOT_KNOWN if not len(part) else f"Fewer than {FEW} rows have a known outcome, or it is always the same."
        state = "not_watched" if not len(part) else "cannot_tell"
        for name in case.protected.measured:
            yield Signal("fairness", name, title, state, True, None, (), why, "")  # type: ignore[arg-type]
        return
    found = assess(
        y=part.target,
        expected=p,
        decision=None if point is None else (p >= point.threshold).astype(np.int8),
        protected=part.protected,
        clusters=part.clusters,
        declared=case.protected,
        fairness=case.fairness,
        decision_type=case.decision.type,
        policy=load_policy().model_copy(update={"alpha": alpha}),
        unit=case.decision.units,
        positive_words=case.classification.target.positive_words,
    )
    run = {(row.characteristic, row.group): row for row in scored.record.fairness if _counts(row)}
    names = dict.fromkeys(row.characteristic for row in found.rows)
    for name in names:
        rows = [row for row in found.rows if row.characteristic == name and _counts(row)]
        yield _verdicts(name, title, rows, run, found.tolerance.limit)


def _counts(row: FairnessRow) -> bool:
    return row.primary and row.missing == "complete_case" and row.verdict != "not_judged"


def _verdicts(
    name: str, title: str, rows: list[FairnessRow], run: dict[tuple[str, str], FairnessRow], limit: float
) -> Signal:
    def was(row: FairnessRow) -> str:
        before = run.get((row.characteristic, row.group))
        return "not_judged" if before is None else before.verdict

    outside = [row.group for row in rows if row.verdict == "outside"]
    fresh = [row.group for row in rows if row.verdict == "outside" and was(row) != "outside"]
    untold_ = [row.group for row in rows if row.verdict == "cannot_tell"]
    if fresh:
        state, said = "breach", f"outside the limit for {listing(fresh)}, which it was not in the run"
    elif untold_:
        state, said = "cannot_tell", f"it cannot be told for {listing(untold_)}"
    else:
        state, said = "steady", "no group is outside the limit that was not in the run"
    if outside and not fresh:
        said += f"; outside already in the run: {listing(outside)}"
    figures = tuple(
        Figure(
            row.group,
            now=row.difference,
            before=None if (before := run.get((row.characteristic, row.group))) is None else before.difference,
            low=row.difference_low,
            high=row.difference_high,
            n_now=row.n,
            reason=None if row.difference is not None else row.reason,
        )
        for row in rows
    )
    return Signal(
        "fairness",
        name,
        f"{title} {name}",
        state,  # type: ignore[arg-type]
        True,
        limit,
        figures,
        f"{name}: {said}.",
        "Take the model out of use, and tell the owner and the equality reviewer." if state == "breach" else "",
    )
