"""How wrong the recorded outcomes of one group would have to be for its answer to change.

A recorded outcome is a proxy of what happened. If a share of one group's positives went unrecorded, or was recorded
wrongly, while everybody else's records are right, its difference moves; here each answer is given anew along a grid
of such shares, with the interval at the moved counts, and the smallest share that changes it is found by halving.
This is the sensitivity analysis of Fogliato, G'Sell and Chouldechova (2020, "Fairness evaluation in presence of
biased noisy labels", AISTATS) for every metric, read as a tipping point (Lash, Fox and Fink 2009, Applying
Quantitative Bias Analysis, ch. 6). It says nothing of how wrong the records are.

Expected numbers are exact: of P recorded positives, with a share s of the true ones unrecorded, P s / (1 - s) recorded
negatives were positives; with a share s of the recorded ones wrong, P s were negatives. Where people are flagged,
errors fall alike on flagged and unflagged people: the moved rows were flagged as often as those they are taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.label_words import sentence, statement
from peel_ml.fairness.metrics import Floats, Values, cell_of, counted_among, values_of
from peel_ml.fairness.missing.allocations import Unknown, coarse
from peel_ml.fairness.missing.comparisons import (
    Family,
    Held,
    Measured,
    Question,
    corrected,
    headline_rows,
    shown,
    worst,
)
from peel_ml.fairness.statistics.comparison import Pairs, joined
from peel_ml.fairness.statistics.intervals import Arm
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, Verdict
from peel_ml.results.label_bias import LabelBias, LabelBiasRow, LabelError, LabelPoint

GRID = tuple(round(0.025 * step, 3) for step in range(13))
"""Shares tried: 0 to 30%."""
HALVINGS = 5
"""The tipping point is found to 2.5% / 2^5, under a tenth of a point."""


def label_bias(rows: Assessed, assessment: FairnessAssessment) -> LabelBias:
    """Return every judged answer about a single measure under errors in the group's own outcomes.

    Parameters
    ----------
    rows : Assessed
        The rows the assessment was made on.
    assessment : FairnessAssessment
        What was found on them; only the primary metric is asked.

    Returns
    -------
    LabelBias
        Two rows a group. Groups whose figures are withheld have none. Without rows where the metric does not
        use the outcome.

    Examples
    --------
    >>> import numpy as np
    >>> import polars as pl
    >>> from peel_ml.data.declaration import Measure, Protected
    >>> from peel_ml.data.parts import ProtectedFrame
    >>> from peel_ml.fairness.declaration import Fairness
    >>> from peel_ml.fairness.engine import assess
    >>> from peel_ml.fairness.policy import load_policy
    >>> y = (np.arange(6000) // 5 % 10 < 3).astype(np.int8)
    >>> race = pl.Series(["Asian"] * 3000 + ["White"] * 3000)
    >>> rows = Assessed(
    ...     y,
    ...     np.full(6000, 0.3),
    ...     None,
    ...     ProtectedFrame(pl.DataFrame({"race": race})),
    ...     np.arange(6000),
    ...     pl.DataFrame(),
    ...     None,
    ...     Protected(measured={"race": Measure(column="race", characteristic="race", primary=True)}),
    ...     Fairness(primary="observed_minus_expected", worse="lower"),
    ...     "enforcement_audit",
    ...     load_policy(),
    ... )
    >>> found = assess(
    ...     y=y,
    ...     expected=rows.expected,
    ...     decision=None,
    ...     protected=rows.protected,
    ...     clusters=rows.clusters,
    ...     declared=rows.declared,
    ...     fairness=rows.fairness,
    ...     decision_type=rows.decision_type,
    ...     policy=rows.policy,
    ... )
    >>> first = label_bias(rows, found).rows[0]
    >>> first.group, first.error, round(first.tipping, 3)
    ('White', 'unrecorded', 0.078)
    >>> print(first.sentence.split(",")[0])
    If about 8% of the positive outcomes of White people had gone unrecorded
    """
    if assessment.metric == "selection_rate":
        return LabelBias(
            (), GRID[-1], "The share flagged does not use the recorded outcome: errors in it change nothing."
        )
    crossed = list(rows.groupings)
    values = values_of(assessment.metric, rows.y, rows.expected, rows.decision)
    question = Question.of(rows, assessment)
    family = Family.of(question, [Measured.of(one, values, rows.clusters) for one in crossed], assessment.family)
    curves: list[_Curve] = []
    if family is not None:
        judged = headline_rows(assessment)
        for grouping in crossed:
            if grouping.parts.shape[1] == 1:
                curves += _curves(rows, grouping, values, family, judged, assessment.metric)
    found = _followed(curves, question, family) if curves and family is not None else []
    return LabelBias(tuple(found), GRID[-1], statement(found, GRID[-1], flagged=rows.decision is not None))


@dataclass(frozen=True)
class _Curve:
    """One group under one kind of error."""

    row: FairnessRow
    who: str
    error: LabelError
    cells: Floats
    """The group's tn, fp, fn, tp; without a decision nobody is flagged."""
    counted: list[int]
    among: list[int]
    at: list[int]
    """Its comparisons in the family, everyone else first."""
    unknown: Unknown
    anybody: bool
    """Whether anybody is without a recorded group."""

    def moved(self, arm: Arm, share: float) -> Arm:
        """Return the group's side with that share of its outcomes put right."""
        tn, fp, fn, tp = self.cells
        positives, negatives = fn + tp, tn + fp
        if self.error == "unrecorded":
            number = min(positives * share / (1 - share), negatives)
            of_each = number / negatives if negatives else 0.0
            cells = np.array([tn * (1 - of_each), fp * (1 - of_each), fn + tn * of_each, tp + fp * of_each])
        else:
            cells = np.array([tn + fn * share, fp + tp * share, fn * (1 - share), tp * (1 - share)])
        count = float(cells[self.among].sum())
        if not count:
            return arm
        rows = np.array([count])
        observed = np.array([float(cells[self.counted].sum()) / count])
        return replace(arm, rows=rows, observed=observed, effective=rows * (arm.effective / arm.rows))


def _curves(
    rows: Assessed,
    grouping: Grouping,
    values: Values,
    family: Family,
    judged: dict[tuple[str, str], FairnessRow],
    metric: str,
) -> list[_Curve]:
    counted, among, _ = counted_among(metric)
    decision = np.zeros_like(rows.y) if rows.decision is None else rows.decision
    cell = cell_of(rows.y, decision)
    missing = np.flatnonzero((grouping.codes == MISSING) & values.eligible)
    unknown = Unknown(values.value[missing], values.expected[missing])
    unknown = coarse(unknown.at(family.question.scale.order(unknown)))
    found = []
    for code, group in enumerate(grouping.levels):
        row, at = judged.get((grouping.name, group)), family.at(grouping.name, code)
        if row is None or row.verdict == "not_judged" or row.difference_low is None or not at:
            continue
        cells = np.bincount(cell[grouping.codes == code], minlength=4).astype(np.float64)
        for error in ("unrecorded", "wrongly_recorded"):
            kind: LabelError = "unrecorded" if error == "unrecorded" else "wrongly_recorded"
            found.append(
                _Curve(row, grouping.phrases[code], kind, cells, counted, among, at, unknown, len(missing) > 0)
            )
    return found


def _followed(curves: Sequence[_Curve], question: Question, family: Family) -> list[LabelBiasRow]:
    """Return the curves along the grid, and where each first changes."""
    points = _points(curves, [GRID] * len(curves), question, family)
    ends = [_first_change(line) for line in points]
    changing = [at for at, end in enumerate(ends) if end]
    before = {at: points[at][ends[at] - 1] for at in changing}
    after = {at: points[at][ends[at]] for at in changing}
    for _ in range(HALVINGS):
        middle = [((before[at].share + after[at].share) / 2,) for at in changing]
        for at, line in zip(changing, _points([curves[at] for at in changing], middle, question, family), strict=True):
            nearer = before if line[0].verdict == points[at][0].verdict else after
            nearer[at] = line[0]
    return [
        LabelBiasRow(
            curve.row.characteristic,
            curve.row.group,
            curve.row.metric,
            curve.error,
            line[0].verdict,
            tuple(line),
            after[at].share if at in after else None,
            sentence(curve.who, curve.error, line[0], after.get(at), GRID[-1]),
        )
        for at, (curve, line) in enumerate(zip(curves, points, strict=True))
    ]


def _first_change(line: Sequence[LabelPoint]) -> int:
    """Return the first point whose verdict is another one; 0 where there is none."""
    return next((at for at, point in enumerate(line) if point.verdict != line[0].verdict), 0)


def _points(
    curves: Sequence[_Curve], shares: Sequence[Sequence[float]], question: Question, family: Family
) -> list[list[LabelPoint]]:
    """Return the points of all curves; their comparisons are made at once."""
    pairs = []
    for curve, some in zip(curves, shares, strict=True):
        own = [family.held.pairs.take(np.array([at])) for at in curve.at]
        pairs += [Pairs(curve.moved(one.a, share), one.b, one.correlation) for share in some for one in own]
    if not pairs:
        return []
    held = question.held(joined(pairs))
    found, start = [], 0
    for curve, some in zip(curves, shares, strict=True):
        line = []
        for share in some:
            line.append(_point(curve, share, held, start, question, family))
            start += len(curve.at)
        found.append(line)
    return found


def _point(curve: _Curve, share: float, held: Held, start: int, question: Question, family: Family) -> LabelPoint:
    p_values = family.held.p_limit.copy()
    own = held.p_limit[start : start + len(curve.at)]
    for at, p_value in zip(curve.at, own, strict=True):
        # A group and its rest ask one question; so do the two groups of a pair.
        p_values[[other for other, key in enumerate(family.keys) if key == family.keys[at]]] = p_value
    rejected, levels = corrected(p_values, family.keys, family.size, question.policy.alpha)
    answers: list[Verdict] = [
        question.verdict(
            held,
            start + number,
            rejected=bool(rejected[at]),
            level=float(levels[at]),
            unknown=curve.unknown,
            third_place=family.places[at].against is not None,
            missing=curve.anybody,
        )
        for number, at in enumerate(curve.at)
    ]
    found = held.compared
    difference, low, high = (shown(float(one[start]), curve.row) for one in (found.difference, found.low, found.high))
    return LabelPoint(share, difference, low, high, worst(answers))
