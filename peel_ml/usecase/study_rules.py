"""What a study of areas and periods must declare so that its answer means something: rules like those of `rules`."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.fairness.declaration import AREA_METRICS
from peel_ml.usecase.fairness_rules import Broken
from peel_ml.usecase.model import UseCase

DAYS_A_MONTH = 365 / 12


def metric_of_kind(case: UseCase) -> Iterator[Broken]:
    """The primary metric belongs to the kind of task."""
    kind = case.task.kind
    fitting = [name for name, kinds in AREA_METRICS.items() if kind in kinds]
    for name in case.fairness.judged:
        if kind == "classification" and name in AREA_METRICS:
            yield ("fairness",), f"{name} compares areas, and the rows are records", "Choose a rate of records."
        elif kind != "classification" and name not in fitting:
            yield (
                ("fairness",),
                f"{name} cannot be judged of a {kind}",
                f"It can be: {', '.join(fitting)}.",
            )


def studied(case: UseCase) -> Iterator[Broken]:
    """The rows are areas and periods: divided by time, compared by composition, nobody selected."""
    task = case.studied
    if task is None:
        if case.protected.composition:
            yield (
                ("protected", "composition"),
                "composition is for rows that are areas, and these are records",
                "Declare a column of records under measured.",
            )
        return
    if case.split.kind != "time":
        yield ("split", "kind"), f"a {case.task.kind} is judged on later periods", "Declare a split of kind time."
    if case.decision.type == "enforcement_audit":
        yield (
            ("decision", "type"),
            "an enforcement audit looks at records of searches or arrests, and these rows are areas",
            "Declare insight, service or resource.",
        )
    if case.fairness.tolerance != "not_agreed" and case.fairness.tolerance.scale == "ratio":
        yield (
            ("fairness", "tolerance", "scale"),
            "groups of areas are compared by differences, and this limit is a ratio",
            "Declare scale: difference, in points (0.05 for five).",
        )
    if case.operating_point != "none":
        yield ("operating_point",), "nobody is selected where rows are areas", "Write operating_point: none."
    if case.protected.measured:
        yield (
            ("protected", "measured"),
            "measured is for records of people, and these rows are areas",
            "Declare shares of residents under composition.",
        )
    columns = case.data.columns
    used = {"task.area": task.area, "task.target.column": task.target.column}
    used |= {f"task.series: {name}": name for name in task.series}
    used |= {f"protected.composition.{name}": one.column for name, one in case.protected.composition.items()}
    if task.weight is not None:
        used["task.weight"] = task.weight
    for key, column in used.items():
        if column not in columns:
            yield ("data", "columns"), f"{column!r} ({key}) is not among the columns", "Declare it."
    for name, one in case.protected.composition.items():
        if one.column in columns and columns[one.column].role != "protected":
            yield (
                ("protected", "composition", name),
                f"its column {one.column!r} has the role {columns[one.column].role}",
                "Give it the role protected: who lives somewhere is compared by, never learnt from.",
            )


def embargo(case: UseCase) -> Iterator[Broken]:
    """What is measured over a window is not judged on a window that overlaps with what was learnt from."""
    window = getattr(case.task, "window_months", 0)
    if not window or case.split.kind != "time":
        return
    needed = round(window * DAYS_A_MONTH)
    if case.split.embargo_days < needed:
        yield (
            ("split", "embargo_days"),
            f"each value is measured over {window} months and the embargo is {case.split.embargo_days} days: values "
            "on both sides of the split share what they measure",
            f"Write embargo_days: {needed}.",
        )
