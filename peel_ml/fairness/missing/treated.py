"""Each group's answer under five ways of handling the people without a recorded group.

None of them stands over the headline verdict, which needs every allocation and is the one of the worst case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.metrics import Values, cell_of, values_of
from peel_ml.fairness.missing.comparisons import Family, Measured, Question, corrected, headline_rows, shown, worst
from peel_ml.fairness.missing.narrower import Narrower
from peel_ml.fairness.missing.weighting import LARGEST, Recording, recording, weighted
from peel_ml.fairness.statistics.clusters import Codes
from peel_ml.fairness.statistics.comparison import Pairs, joined
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, Verdict
from peel_ml.results.missing import TreatedRow, Treatment

LEFT_OUT = "People without a recorded group are like those of the same group who have one."
AS_GROUP = "People without a recorded group are a group of their own, counted among everyone else."
ANYBODY = "Nothing: everybody without a recorded group may belong to any group."


def treated(rows: Assessed, assessment: FairnessAssessment, crossed: Sequence[Grouping]) -> list[TreatedRow]:
    """Return the five treatments of every judged group of every single measure that somebody has no group of.

    Parameters
    ----------
    crossed : sequence of Grouping
        Everything that is compared: the correction is over the whole family, intersections included.
    """
    single = [grouping for grouping in crossed if grouping.parts.shape[1] == 1]
    some = [grouping for grouping in single if (grouping.codes == MISSING).any()]
    if not some:
        return []
    question, size = Question.of(rows, assessment), assessment.family
    values = values_of(assessment.metric, rows.y, rows.expected, rows.decision)
    measured = {one.name: Measured.of(one, values, rows.clusters) for one in crossed}
    beside = [Measured.of(one, values, rows.clusters, as_group=True) for one in some]
    left_out = Family.of(question, list(measured.values()), size)
    as_group = Family.of(question, beside, size)
    if left_out is None or as_group is None:
        return []
    outcome, area = _outcome(rows), _area(rows)
    fits = {one.name: recording(one.codes != MISSING, outcome, _known(one, single, area)) for one in some}
    weights = _reweighted(left_out, fits, measured, values, rows.clusters)
    judged, found = headline_rows(assessment), []
    for one in some:
        where = Narrower.of(one, values, outcome, area, question.scale)
        ways = _Ways(one.name, left_out, as_group, where, weights, fits[one.name])
        for code, group in enumerate(one.levels):
            row = judged.get((one.name, group))
            if row is not None and row.verdict != "not_judged":
                found += ways.rows(code, row)
    return found


def _known(grouping: Grouping, single: Sequence[Grouping], area: Codes | None) -> list[Codes]:
    others = [one.all_codes for one in single if one.name != grouping.name]
    return others if area is None else [area, *others]


@dataclass(frozen=True)
class _Ways:
    """The comparisons of one measure under every treatment."""

    name: str
    left_out: Family
    as_group: Family
    narrower: Narrower
    weighted: Family
    fit: Recording

    def rows(self, code: int, row: FairnessRow) -> list[TreatedRow]:
        """Return a group's rows; figures are withheld where the group's own are."""
        at = self.left_out.at(self.name, code)
        if row.difference is None or not at:
            return [self._withheld(row, name) for name in ("complete_case", "as_group", "worst_case")]
        answers = [self.left_out.verdict(one) for one in at]
        found = [
            self._of(row, "complete_case", self.left_out, at[0], worst(answers), LEFT_OUT),
            self._as_group(code, row, answers),
            self._bounds(row, "worst_case", row.bound_low, row.bound_high, row.verdict, ANYBODY),
            self._bounds(row, "narrower", *self._narrower(at, answers), self.narrower.assumption),
        ]
        here = self.weighted.at(self.name, code)
        said = worst([self.weighted.verdict(one) for one in here])
        return [*found, self._of(row, "weighted", self.weighted, here[0], said, _alike(self.fit))]

    def _as_group(self, code: int, row: FairnessRow, answers: list[Verdict]) -> TreatedRow:
        # The missing are nobody's reference, so those comparisons are as they were.
        here = self.as_group.at(self.name, code)
        said = worst([self.as_group.verdict(here[0]), *answers[1:]])
        return self._of(row, "as_group", self.as_group, here[0], said, AS_GROUP)

    def _narrower(self, at: list[int], answers: list[Verdict]) -> tuple[float, float, Verdict]:
        """Return the bounds, and the answer that both of the furthest allocations agree on."""
        pairs, question = self.left_out.held.pairs, self.left_out.question
        extremes: list[Pairs] = []
        for one in at:
            place = self.left_out.places[one]
            extremes += self.narrower.extremes(pairs.take(np.array([one])), place.code, place.against)
        held = question.held(joined(extremes))
        said: list[Verdict] = []
        for number, (one, answer) in enumerate(zip(at, answers, strict=True)):
            both = (2 * number, 2 * number + 1)
            level = self.left_out.levels[one]
            verdicts = [
                question.verdict(
                    held, end, rejected=self.left_out.rejected[one] and float(held.p_limit[end]) <= level, level=level
                )
                for end in both
            ]
            sides = {bool(held.compared.difference[end] > 0) for end in both}
            agreed = set(verdicts) == {answer} and (answer != "outside" or len(sides) == 1)
            said.append(answer if agreed else "cannot_tell")
        low, high = self.narrower.bounds(pairs.take(np.array([at[0]])), self.left_out.places[at[0]].code)
        return low, high, worst(said)

    def _of(
        self, row: FairnessRow, name: Treatment, made: Family, at: int, verdict: Verdict, assumption: str
    ) -> TreatedRow:
        found, few = made.held.compared, row.difference_low is None
        return TreatedRow(
            row.characteristic,
            row.group,
            name,
            shown(float(found.difference[at]), row),
            None if few else shown(float(found.low[at]), row),
            None if few else shown(float(found.high[at]), row),
            verdict,
            assumption,
        )

    def _bounds(
        self, row: FairnessRow, name: Treatment, low: float | None, high: float | None, verdict: Verdict, assumed: str
    ) -> TreatedRow:
        low, high = (None if one is None else shown(one, row) for one in (low, high))
        return TreatedRow(row.characteristic, row.group, name, None, low, high, verdict, assumed)

    def _withheld(self, row: FairnessRow, name: Treatment) -> TreatedRow:
        said = {"complete_case": LEFT_OUT, "as_group": AS_GROUP, "worst_case": ANYBODY}[name]
        verdict: Verdict = row.verdict if name == "worst_case" else "cannot_tell"
        return TreatedRow(row.characteristic, row.group, name, None, None, None, verdict, said)


def _alike(fit: Recording) -> str:
    held = (
        f" Nobody stands for more than {LARGEST:g} people; that held back {fit.held_back:.1%} of the weights."
        if fit.held_back
        else ""
    )
    return (
        "Among people with the same outcome, area and other recorded groups, whether this one is recorded does not "
        f"depend on which it is.{held}"
    )


def _reweighted(
    left_out: Family, fits: dict[str, Recording], measured: dict[str, Measured], values: Values, clusters: Codes
) -> Family:
    """Return the weighted comparisons of these measures, corrected in the place of the unweighted ones."""
    at = [index for index, place in enumerate(left_out.places) if place.characteristic in fits]
    figures = {
        name: weighted(fit, measured[name].grouping.codes, measured[name].sums, values, clusters)
        for name, fit in fits.items()
    }
    places = [left_out.places[index] for index in at]
    held = left_out.question.held(
        joined([figures[place.characteristic].pair(place.code, place.against) for place in places])
    )
    p_values = left_out.held.p_limit.copy()
    p_values[at] = held.p_limit
    rejected, levels = corrected(p_values, left_out.keys, left_out.size, left_out.question.policy.alpha)
    return Family(
        left_out.question,
        tuple(places),
        tuple(left_out.keys[index] for index in at),
        held,
        left_out.size,
        tuple(rejected[at].tolist()),
        tuple(levels[at].tolist()),
    )


def _outcome(rows: Assessed) -> Codes:
    return rows.y.astype(np.int64) if rows.decision is None else cell_of(rows.y, rows.decision)


def _area(rows: Assessed) -> Codes | None:
    if rows.area is None:
        return None
    codes: Codes = rows.slices[rows.area].rank("dense").to_numpy().astype(np.int64) - 1
    return codes
