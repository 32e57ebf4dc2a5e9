"""The comparison of groups in a run: the verdicts, and everything a reviewer needs to weigh them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.experiment.judging import Judged
from peel_ml.experiment.material import Checked
from peel_ml.experiment.request import RunRequest
from peel_ml.results.data import Period
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.label_bias import LabelBias
from peel_ml.results.missing import MissingReport
from peel_ml.results.planning import Planning
from peel_ml.results.scores import Scores
from peel_ml.results.within_groups import WithinGroups
from peel_ml.results.world import World

if TYPE_CHECKING:
    from peel_ml.fairness.assessed import Assessed
    from peel_ml.fairness.policy import Policy


@dataclass(frozen=True)
class Depth:
    """What lies behind the verdicts; everything here is worked out on the evaluated rows."""

    missing: MissingReport
    within_groups: WithinGroups
    label_bias: LabelBias
    planning: Planning
    world: World | None


def decision(probabilities: NDArray[np.float64], scores: Scores) -> NDArray[np.int8] | None:
    """Return the decisions that the operating point makes; ``None`` where there is none."""
    point = scores.operating_point
    return None if point is None else (probabilities >= point.threshold).astype(np.int8)


def assessed(
    request: RunRequest,
    judged: Judged,
    probabilities: NDArray[np.float64],
    decision: NDArray[np.int8] | None,
    policy: Policy,
) -> Assessed:
    """Put together the evaluated rows and what was declared of their comparison."""
    from peel_ml.fairness.assessed import Assessed

    case, rows = request.case, judged.evaluated
    return Assessed(
        y=rows.target,
        expected=probabilities,
        decision=decision,
        protected=rows.protected,
        clusters=rows.clusters,
        slices=rows.slices,
        area=case.area,
        declared=case.protected,
        fairness=case.fairness,
        decision_type=case.decision.type,
        policy=policy,
        unit=case.decision.units,
        positive_words=case.classification.target.positive_words,
        # A fifth of the records is no count of them.
        residents=None if request.quick else case.residents,
    )


def fairness(judged: Judged, assessed: Assessed) -> FairnessAssessment:
    """Does it work differently for different groups? Judged on the evaluated rows."""
    from peel_ml.fairness.engine import assess_rows
    from peel_ml.fairness.missing.open_rows import on_open_rows

    open_rows = (judged.development, judged.evaluated)
    return on_open_rows(assess_rows(assessed), open_rows, assessed.declared, assessed.policy)


def fairness_checks(fairness: FairnessAssessment, assessed: Assessed) -> Checked:
    """Make every check of the fairness stage, parity with Fairlearn's MetricFrame included."""
    from peel_ml.fairness.checks import check_fairness

    return Checked(
        *check_fairness(
            fairness,
            y=assessed.y,
            expected=assessed.expected,
            decision=assessed.decision,
            protected=assessed.protected,
        )
    )


def depth(judged: Judged, assessed: Assessed, fairness: FairnessAssessment) -> Depth:
    """Look behind the verdicts: missing groups, like with like, wrong labels, what could be shown, the world."""
    from peel_ml.fairness.assumed import correlation_of
    from peel_ml.fairness.label_bias import label_bias
    from peel_ml.fairness.missing.report import missing_report
    from peel_ml.fairness.planning import planning
    from peel_ml.fairness.within import within_groups
    from peel_ml.fairness.world import world

    return Depth(
        missing_report(assessed, fairness),
        within_groups(assessed),
        label_bias(assessed, fairness),
        planning(assessed, alike=correlation_of(judged.development.target, judged.development.clusters)),
        world(assessed, _period(judged)),
    )


def _period(judged: Judged) -> Period | None:
    times = judged.evaluated.time
    if not times.dtype.is_temporal():
        return None
    return Period(from_=str(times.min())[:10], to=str(times.max())[:10])
