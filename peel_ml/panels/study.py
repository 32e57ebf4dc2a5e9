"""A regression on survey or panel measures, from rows to everything that is said of them."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from peel_ml.checking import run_checks
from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.panels.associations import associations
from peel_ml.panels.bounds import group_bounds
from peel_ml.panels.checks import CHECKS
from peel_ml.panels.checks.view import AnswerView
from peel_ml.panels.declaration import Regression
from peel_ml.panels.effective import effective_size
from peel_ml.panels.grid import Floats, Grid, grid
from peel_ml.panels.judging import PRIMARY, Judged, judge
from peel_ml.panels.margins import NOT_KNOWN, area_values, design_effect, newest, standard_errors
from peel_ml.panels.ranks import rank_stability
from peel_ml.panels.resampling import by_area
from peel_ml.panels.rolling import predictable, predictions
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.panel import Association, CountedPeople, PanelDetail
from peel_ml.results.studies.scores import StudyScores


def study(rows: StudyRows, task: Regression, asked: Asked) -> StudyOutcome:
    """Predict the judged rows from what was known a window before, and say what the measure can and cannot tell.

    Raises
    ------
    BadRequest
        The rows are no panel, or no judged row has enough past.
    """
    panel = grid(rows, task)
    able = predictable(panel)
    wanted = np.flatnonzero(panel.judged.any(axis=0))
    periods = [int(t) for t in wanted if t in able]
    # What chose between candidates must have been known when the first judged window began.
    before = [int(t) for t in able if len(wanted) and t <= wanted[0] - panel.embargo]
    if not periods:
        raise BadRequest(
            "No judged row can be predicted.",
            [
                Problem(
                    f"a prediction needs values known {panel.embargo} periods before, in at least two earlier periods",
                    "Judge a later time (split), or use more data.",
                )
            ],
        )
    methods = [*task.candidates, *task.methods]
    predicted = predictions(panel, methods, [*before, *periods], asked.seed)
    mask = panel.judged & np.isfinite(predicted[methods[0]]) & (panel.weights > 0)
    mask[:, [t for t in wanted if t not in periods]] = False
    candidate = _candidate(panel, predicted, task, before)
    judged = judge(panel, predicted, mask, candidate, task.methods, task.target.unit, asked.seed)
    primary = PRIMARY.get(task.target.unit, "mae")
    error = np.where(mask, predicted[candidate] - panel.values, 0.0)
    effect = design_effect(panel, task)
    areas = area_values(panel, task, effect)
    errors = standard_errors(areas)
    values = np.array([one.value.value for one in areas if one.value.value is not None])
    ranks = rank_stability(values, errors, asked.seed, None if errors is not None else NOT_KNOWN)
    size = effective_size(_levels(panel), max(1, -(-task.window_months // panel.step)), rows.frame.height)
    linked, rows_linked = _associations(panel, rows, task, asked)
    view = AnswerView(judged, candidate, primary, ranks, _shared(error, panel.weights, mask))
    findings, checks = run_checks(CHECKS, view)
    detail = PanelDetail(
        effective_n=size.between_areas,
        size=size,
        embargo_periods=panel.embargo,
        step_months=panel.step,
        unit=task.target.unit,
        latest=_latest(panel, task),
        sample="published" if task.sample_size else "assumed" if task.assumed_sample else "not_known",
        sample_basis=task.assumed_sample.basis if task.assumed_sample else None,
        design_effect=effect,
        areas=areas,
        ranks=ranks,
        associations=linked,
        association_rows=rows_linked,
        people=_people(rows, task, panel.step),
        signed_by_period=_by_period(panel, error, mask),
    )
    place = panel.row[mask]
    names = np.array(panel.areas)[np.nonzero(mask)[0]]
    weight = panel.weights[mask]
    assessment = compare_areas(
        [
            AreaValues("signed_error", names, weight * error[mask], weight),
            AreaValues("absolute_error", names, weight * np.abs(error[mask]), weight),
        ],
        rows.frame[np.sort(place)],
        task.area,
        task.weight,
        asked,
    )
    return StudyOutcome(
        scores=StudyScores(
            evaluated_on=rows.judged,
            primary=primary,
            candidate=candidate,
            rows=judged.rows,
            areas=judged.areas,
            periods=judged.periods,
            metrics=judged.metrics[candidate],
            baselines={name: figures for name, figures in judged.metrics.items() if name != candidate},
            lift=judged.lift,
            comparisons=judged.comparisons,
            useful=_useful(judged),
        ),
        assessment=assessment,
        detail=detail,
        findings=findings,
        checks=checks,
        notes=_notes(panel, task, judged, candidate, before, wanted.size - len(periods)),
    )


def _candidate(panel: Grid, predicted: dict[str, Floats], task: Regression, before: list[int]) -> str:
    """Choose on earlier periods alone; without any, the formula, which has the least to learn."""
    if not before:
        return "ridge" if "ridge" in task.candidates else task.candidates[0]

    def off(name: str) -> float:
        apart = np.abs(predicted[name] - panel.values)[:, before]
        there = np.isfinite(apart)
        return float(np.average(apart[there], weights=panel.weights[:, before][there] + 1e-12))

    return min(task.candidates, key=off)


def _useful(judged: Judged) -> bool | None:
    """Better than the hardest simple method with a range that excludes zero; one window alone cannot tell."""
    low, high = judged.lift.low, judged.lift.high
    assert low is not None
    assert high is not None
    if low > 0:
        return True if judged.blocks > 1 else None
    return False


def _levels(panel: Grid) -> Floats:
    """Return areas by period: the mean over an area's series, each as a distance from its kind's mean."""
    values, kinds = panel.values.copy(), np.array(panel.kinds)
    for kind in np.unique(kinds):
        mine = kinds == kind
        values[mine] -= np.nanmean(values[mine]) if np.isfinite(values[mine]).any() else 0.0
    there = np.isfinite(values)
    total = by_area(np.where(there, values, 0.0), panel.areas)
    count = by_area(there.astype(float), panel.areas)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _shared(error: Floats, weights: Floats, mask: NDArray[np.bool_]) -> float | None:
    weight = np.where(mask, weights, 0.0)
    whole = float(np.sum(weight * error**2))
    if whole <= 0:
        return None
    total = weight.sum(axis=0)
    mean = (weight * error).sum(axis=0) / np.where(total > 0, total, 1.0)
    return float(np.sum(total * mean**2)) / whole


def _by_period(panel: Grid, error: Floats, mask: NDArray[np.bool_]) -> tuple[tuple[str, float], ...]:
    weight = np.where(mask, panel.weights, 0.0)
    return tuple(
        (f"{panel.periods[t]:%B %Y}", float((weight[:, t] * error[:, t]).sum() / weight[:, t].sum()))
        for t in np.flatnonzero(mask.any(axis=0))
    )


def _associations(panel: Grid, rows: StudyRows, task: Regression, asked: Asked) -> tuple[tuple[Association, ...], int]:
    columns = []
    for name in task.associations:
        if name not in panel.facts:
            raise BadRequest(
                "An association is with a declared feature.",
                [Problem(f"{name!r} is no feature", "Give its column the role feature.", "task.associations")],
            )
        columns.append((name, rows.columns[name].name or name.replace("_", " ")))
    return associations(panel, columns, asked.seed, asked.policy.alpha)


def _people(rows: StudyRows, task: Regression, step: int) -> tuple[CountedPeople, ...]:
    made = []
    for key, one in task.people.items():
        months = rows.frame.group_by(rows.time).first().sort(rows.time).tail(max(1, 12 // step))
        counts = {group: int(months[column].sum()) for group, column in one.columns.items()}
        unknown = int(months[one.unknown].sum()) if one.unknown else 0
        first, last = months[rows.time][0], months[rows.time][-1]
        total = sum(counts.values()) + unknown
        if not total:
            continue
        made.append(
            CountedPeople(
                key,
                one.name,
                one.label,
                total,
                unknown / total,
                f"{first:%B %Y}",
                f"{last:%B %Y}",
                group_bounds(counts, unknown, one.residents, one.residents_unplaced, months.height * step / 12),
            )
        )
    return tuple(made)


def _latest(panel: Grid, task: Regression) -> str:
    first, last = newest(panel, task.window_months)
    ends = _month_after(panel.periods[last], panel.step - 1)
    if task.window_months >= 12:
        return f"the {task.window_months} months to {ends:%B %Y}"
    return f"{panel.periods[first]:%B %Y} to {ends:%B %Y}"


def _month_after(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _notes(
    panel: Grid, task: Regression, judged: Judged, candidate: str, before: list[int], short: int
) -> tuple[str, ...]:
    months = panel.embargo * panel.step
    notes = [
        f"Each value was predicted from what was known {months} months before, never from later values",
        f"Ranges draw areas and times anew together; the judged time is about {judged.blocks:.1f} stretches "
        f"of {months} "
        "months",
    ]
    if len(task.candidates) > 1:
        on = f"on {len(before)} earlier periods" if before else "without a trial: no earlier period could be predicted"
        notes.append(f"Of {len(task.candidates)} candidates one was chosen {on}; the judged rows had no say in it")
    if short:
        notes.append(f"{short} judged periods have too little past and were left out")
    return tuple(notes)
