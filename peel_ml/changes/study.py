"""The stage of a search for changes: limits, their measured rates, and the alarms of the judged periods."""

from __future__ import annotations

import numpy as np

from peel_ml.changes.alarms import drawn, found_alarms
from peel_ml.changes.checks import CHECKS
from peel_ml.changes.checks.view import ChangeView
from peel_ml.changes.declaration import ChangeDetection
from peel_ml.changes.effort import FULL, QUICK
from peel_ml.changes.groups import by_series, by_size
from peel_ml.changes.limits import highest
from peel_ml.changes.methods import METHODS, SIMPLE, Method
from peel_ml.changes.null import fitted
from peel_ml.changes.panel import Panel
from peel_ml.changes.reading import Read, read
from peel_ml.changes.suspect import without_suspects
from peel_ml.changes.trials import Trial, delay, over_panels, share, trials
from peel_ml.changes.unrest import unrest
from peel_ml.checking import run_checks
from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.studies.changes import ChangeDetail, Rule
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.scores import StudyScores

PRIMARY = "detection_rate"


def study(rows: StudyRows, task: ChangeDetection, asked: Asked) -> StudyOutcome:
    """Set limits at the declared rate of false alarms, measure what they do, and look at the judged periods.

    Raises
    ------
    BadRequest
        The rows are no panel, or too few for what is asked.
    """
    effort = QUICK if asked.quick else FULL
    taken = read(rows, task)
    panel, suspects = without_suspects(taken.panel)
    taken = Read(panel, taken.new, taken.zero, taken.short)
    null = fitted(panel.values, panel)

    mine: dict[str, Method] = {name: METHODS[name] for name in task.methods}
    simple = {name: one for name, one in SIMPLE.items() if name != "on_last_year" or _has_last_year(panel)}
    tried = trials(null, panel, {**mine, **simple}, task.false_alarm_rate, task.smallest_change, effort, asked.seed)
    candidate = task.methods[0]
    trial = tried[candidate]

    sets = effort.for_real(len(panel.areas), trial.level)
    high = highest(null, panel, mine, sets, np.random.default_rng([asked.seed, 3]))
    listed, signs = found_alarms(mine[candidate], panel, null, high[candidate], trial.level, task.false_alarm_rate)
    sizes = by_size(panel, null, trial, signs)
    false_alarms = share(trial.false_alarm)
    view = ChangeView(
        taken,
        suspects,
        task.false_alarm_rate,
        false_alarms,
        sizes,
        unrest(null, panel, task.smallest_change),
    )
    findings, checks = run_checks(CHECKS, view)
    chart = "control_chart"
    return StudyOutcome(
        scores=_scores(rows, panel, tried, task, simple),
        assessment=_assessed(rows, panel, task, trial, asked),
        detail=ChangeDetail(
            false_alarm_rate=task.false_alarm_rate,
            smallest_change=task.smallest_change,
            unit=task.target.unit,
            series=len(panel.areas),
            left_out=taken.new + taken.zero + taken.short,
            reference=(panel.periods[0], panel.periods[panel.reference - 1]),
            judged=(panel.periods[panel.reference], panel.periods[-1]),
            expected_false=_times(false_alarms, len(panel.areas)),
            trials=effort.measuring,
            stand_together=sum(one.stands for one in listed),
            alarms=listed,
            drawn=drawn(panel, null, high[chart], tried[chart].level, listed) if chart in mine else (),
            by_series=by_series(panel, null, trial, signs),
            by_size=sizes,
            rules=_rules(tried),
        ),
        findings=findings,
        checks=checks,
        notes=_notes(panel, task),
    )


def _has_last_year(panel: Panel) -> bool:
    return 0 < panel.year <= panel.reference


def _scores(
    rows: StudyRows, panel: Panel, tried: dict[str, Trial], task: ChangeDetection, simple: dict[str, Method]
) -> StudyScores:
    candidate = task.methods[0]
    figures = {name: _figures(trial) for name, trial in tried.items()}
    best = max(simple, key=lambda name: float(tried[name].found.mean()))
    mine = [name for name in tried if name != candidate]
    comparisons = tuple(_paired(tried[candidate], tried[name], name) for name in mine)
    lift = next(one for one in comparisons if one.baseline == best)
    return StudyScores(
        evaluated_on=rows.judged,
        primary=PRIMARY,
        candidate=candidate,
        rows=int(panel.known[:, panel.reference :].sum()),
        areas=len(set(panel.areas)),
        periods=panel.judged,
        metrics=figures[candidate],
        baselines={name: one for name, one in figures.items() if name != candidate},
        lift=lift,
        comparisons=comparisons,
        useful=_useful(figures[candidate]["false_alarm_rate"], lift, task.false_alarm_rate),
    )


def _useful(false_alarms: Estimate, lift: PairedDifference, rate: float) -> bool | None:
    """Tell whether it keeps to the declared rate and finds more than the best rule of thumb at the same rate."""
    if false_alarms.low is None or false_alarms.high is None or lift.low is None:
        return None
    if false_alarms.low > rate or lift.low <= 0:
        return False
    return True if false_alarms.high <= rate else None


def _figures(trial: Trial) -> dict[str, Estimate]:
    return {
        "detection_rate": share(trial.found),
        "false_alarm_rate": share(trial.false_alarm),
        "detection_delay": delay(trial),
    }


def _paired(one: Trial, other: Trial, name: str) -> PairedDifference:
    apart = over_panels(one.found.mean(axis=1) - other.found.mean(axis=1))
    return PairedDifference(PRIMARY, name, apart.value, apart.low, apart.high, apart.reason)


def _assessed(rows: StudyRows, panel: Panel, task: ChangeDetection, trial: Trial, asked: Asked) -> FairnessAssessment:
    areas = np.tile(np.array(panel.areas), len(trial.found))
    every = np.ones(len(areas))
    values = [
        AreaValues("detection_rate", areas, trial.found.ravel().astype(float), every),
        AreaValues("false_alarm_rate", areas, trial.false_alarm.ravel().astype(float), every),
    ]
    return compare_areas(values, rows.frame, task.area, task.weight, asked)


def _rules(tried: dict[str, Trial]) -> tuple[Rule, ...]:
    return tuple(
        Rule(SIMPLE[name].called, share(trial.calm_as_used), share(trial.found_as_used))
        for name, trial in tried.items()
        if trial.calm_as_used is not None and trial.found_as_used is not None
    )


def _times(one: Estimate, count: int) -> Estimate:
    value, low, high = (None if end is None else end * count for end in (one.value, one.low, one.high))
    return Estimate(value, low, high, one.reason)


def _notes(panel: Panel, task: ChangeDetection) -> tuple[str, ...]:
    notes = []
    if not panel.seasonal:
        why = (
            "a value is measured over a year or longer"
            if panel.window >= panel.year
            else "there are not two whole years"
        )
        notes.append(f"No season was taken out: {why}.")
    if panel.window > 1:
        notes.append(
            f"Each value is measured over {task.window_months} months, so that neighbouring values share most of what "
            "they measure. Calm series were made up in the same way."
        )
    return tuple(notes)
