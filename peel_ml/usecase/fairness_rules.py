"""What a declaration must hold so that its answer about groups means something: rules like those of `rules`."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.fairness.mitigation.refused import refused_estimator
from peel_ml.results.codes import MISSING_CODES
from peel_ml.usecase.lines import Path
from peel_ml.usecase.model import UseCase

Broken = tuple[Path, str, str]
"""(where, what, fix)"""

SAME_QUESTION = (
    frozenset({"true_positive_rate", "false_negative_rate"}),
    frozenset({"false_discovery_rate", "precision"}),
)
"""Pairs of metrics of which the one is 1 minus the other."""


def controls(case: UseCase) -> Iterator[Broken]:
    """Like is compared with like by a declared slice."""
    for name in case.fairness.controls:
        if name not in case.slices:
            yield (
                ("fairness", "controls"),
                f"control {name!r} is not one of the slices",
                f"The slices are: {', '.join(case.slices) or 'none'}.",
            )
        elif case.slices[name] in {measure.column for measure in case.protected.measured.values()}:
            yield (
                ("fairness", "controls"),
                f"control {name!r} is a protected column: within one group there is no difference left to see",
                "Control by what makes records alike, for example the object of a search; cross measures under "
                "protected.intersections.",
            )


def judged(case: UseCase) -> Iterator[Broken]:
    """Metrics beside the primary one are other questions, and can be answered."""
    metrics = (case.fairness.primary, *case.fairness.also_judged)
    for pair in SAME_QUESTION:
        if pair <= set(metrics):
            one, other = sorted(pair)
            yield (
                ("fairness", "also_judged"),
                f"{one} and {other} are one question: the one is 1 minus the other",
                "Judge one of them; both are shown.",
            )
    for name in case.fairness.also_judged:
        if case.studied is None and name != "observed_minus_expected" and case.operating_point == "none":
            yield (
                ("fairness", "also_judged"),
                f"{name} needs a decision, and there is none: operating_point is none",
                "Leave it out." if case.decision.type == "enforcement_audit" else "Declare an operating point.",
            )


def objective(case: UseCase) -> Iterator[Broken]:
    """A search for less disparity belongs to a model that somebody uses."""
    if case.decision.type == "enforcement_audit" and case.tuning.fairness_objective:
        yield (
            ("tuning", "fairness_objective"),
            "an enforcement audit describes what happened; tuned to show less disparity it would describe it worse",
            "Remove fairness_objective.",
        )


def estimators(case: UseCase) -> Iterator[Broken]:
    """No estimator is given a protected characteristic when it predicts."""
    for key in ("baselines", "candidates"):
        for index, name in enumerate(getattr(case, key)):
            why = refused_estimator(name)
            if why is not None:
                yield (key, index), why, "Leave it out."


def measures(case: UseCase) -> Iterator[Broken]:
    """A measure is made of groups, of which there are several."""
    for name, measure in case.protected.measured.items():
        place: Path = ("protected", "measured", name)
        column = case.data.columns.get(measure.column)
        if column is None:
            continue
        if column.kind in ("number", "cyclic"):
            yield (
                place,
                f"its column {measure.column!r} is declared a {column.kind}, and groups are compared, not numbers",
                "Make bands of it in prepare.py, for example under 18, 18 to 24, 25 to 34, 35 and over, and leave kind "
                "out.",
            )
        if column.allowed is None:
            continue
        groups = [value for value in column.allowed if value not in MISSING_CODES]
        if len(groups) < 2:
            yield (
                place,
                f"its column {measure.column!r} allows {len(groups)} group{'s' * (len(groups) != 1)}: there is nobody "
                "to compare with",
                "Allow every group that is recorded, or move the characteristic to not_measured.",
            )
        elif measure.reference and measure.judged_as in (None, measure.scheme) and measure.reference not in groups:
            yield (
                place,
                f"reference {measure.reference!r} is not among the values its column {measure.column!r} allows",
                f"Choose one of: {', '.join(groups)}.",
            )


def combinations(case: UseCase) -> Iterator[Broken]:
    """A combination names single groups of several measures, and is no intersection over again."""
    for index, one in enumerate(case.protected.combinations):
        place: Path = ("protected", "combinations", index)
        unknown = [name for name in one.of if name not in case.protected.measured]
        if unknown:
            yield (
                place,
                f"combination of {', '.join(unknown)}, which {'is' if len(unknown) == 1 else 'are'} not measured",
                f"Measured are: {', '.join(case.protected.measured)}.",
            )
        if len(set(one.of)) < 2 or len(set(one.of)) < len(one.of):
            yield place, "a combination needs two different measures or more", "Name them under of."
        if one.of in case.protected.intersections:
            yield place, "the same measures are crossed under intersections", "Keep one of the two."
        if not one.groups or any(len(group) != len(one.of) for group in one.groups):
            yield (
                place,
                "each group of a combination names one level for each of its measures",
                f"Write {len(one.of)} levels for every group, in the order of: {', '.join(one.of)}.",
            )


def shares(case: UseCase) -> Iterator[Broken]:
    """A recorded fact is a declared column other than the target, by declared measures."""
    for index, one in enumerate(case.shares):
        place: Path = ("shares", index)
        if one.column == case.task.target.column:
            yield (
                (*place, "column"),
                f"{one.column!r} is the target, whose held-out values no run reads before it is final",
                "Name another column; the target is shown by group anyway.",
            )
        for name in (one.column, *one.among):
            if name not in case.data.columns:
                yield place, f"{name!r} is not a declared column", "Declare it under data.columns, role drop."
        for name in one.by:
            if name not in case.protected.measured:
                yield (
                    (*place, "by"),
                    f"{name!r} is not measured",
                    f"Measured are: {', '.join(case.protected.measured)}.",
                )


def residents(case: UseCase) -> Iterator[Broken]:
    """Residents belong to rows that are about people, in areas."""
    if case.residents is None:
        return
    if case.area is None:
        yield (
            ("residents",),
            "residents are counted by area, and no slice is declared as the area",
            "Add area, the name of the slice that holds boroughs.",
        )
    if case.purpose.about in ("place", "area_measure"):
        yield (
            ("residents",),
            f"rows about a {case.purpose.about.replace('_', ' ')} are not people, so there is no rate for residents",
            "Remove residents.",
        )
    if not any(measure.characteristic == "race" for measure in case.protected.measured.values()):
        yield (
            ("residents",),
            "residents are counted by ethnic group, and no measure of race is declared",
            "Remove residents, or declare the measure.",
        )
