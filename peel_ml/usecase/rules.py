"""What a declaration must hold beyond the shape of its fields: a table of rules, all checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from peel_ml.data.declaration import NINE
from peel_ml.usecase import fairness_rules, study_rules
from peel_ml.usecase.fairness_rules import Broken
from peel_ml.usecase.lines import Path
from peel_ml.usecase.model import UseCase

PLACEHOLDER = re.compile(
    r"^\s*(todo|tbc|tbd|fixme|xxx|n/?a|lorem ipsum|placeholder|\?+|\.{3}|…)[\s:.!]*$|\b(todo|tbc|tbd|fixme)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rule:
    """One thing a declaration must hold; `check` yields every place where it does not."""

    name: str
    check: Callable[[UseCase], Iterator[Broken]]


def _nine_characteristics(case: UseCase) -> Iterator[Broken]:
    measured = {measure.characteristic for measure in case.protected.measured.values()}
    for name in case.protected.not_measured:
        if name not in NINE:
            yield (
                ("protected", "not_measured", name),
                f"{name!r} is not a protected characteristic",
                f"The nine are: {', '.join(NINE)}.",
            )
        elif name in measured:
            yield (
                ("protected", "not_measured", name),
                f"{name!r} is declared both measured and not measured",
                "Keep one.",
            )
    if case.stage not in ("proposed", "exploring"):
        open_ = [name for name in NINE if name not in measured and name not in case.protected.not_measured]
        if open_:
            yield (
                ("protected",),
                f"not accounted for: {', '.join(open_)}",
                "Add each under not_measured, with the reason.",
            )


def _enforcement_audit(case: UseCase) -> Iterator[Broken]:
    if case.studied is not None:
        return
    if case.decision.type != "enforcement_audit":
        if case.fairness.primary == "observed_minus_expected":
            yield (
                ("fairness", "primary"),
                "observed_minus_expected is the primary metric of an enforcement audit",
                "Choose the rate whose error hurts: true_positive_rate, false_positive_rate, …",
            )
        return
    if case.operating_point != "none":
        yield (
            ("operating_point",),
            "an enforcement audit has no operating point: nobody is selected",
            "Write operating_point: none.",
        )
    if case.fairness.primary != "observed_minus_expected":
        yield (
            ("fairness", "primary"),
            f"an enforcement audit is judged on observed_minus_expected, not {case.fairness.primary}",
            "Error rates at a threshold mislead where base rates differ.",
        )
    for name, column in case.data.columns.items():
        if column.role == "protected" and column.justification:
            yield (
                ("data", "columns", name),
                "a protected column is never a feature of an enforcement audit",
                "Remove the justification.",
            )


def _operating_point(case: UseCase) -> Iterator[Broken]:
    if case.studied is not None:
        return
    point = case.operating_point
    if point == "none":
        if case.decision.type != "enforcement_audit" and case.fairness.primary != "observed_minus_expected":
            yield (
                ("operating_point",),
                f"{case.fairness.primary} needs a decision, and operating_point is none",
                "Declare a threshold, a capacity or a cost ratio.",
            )
        return
    given = {"threshold": point.threshold, "capacity": point.capacity, "cost": point.cost_ratio}[point.rule]
    if given is None:
        key = "cost_ratio" if point.rule == "cost" else point.rule
        yield ("operating_point",), f"rule {point.rule!r} without {key}", f"Add {key}."


def _features(case: UseCase) -> Iterator[Broken]:
    columns = case.data.columns
    protected = {measure.column for measure in case.protected.measured.values()}
    features = [name for name, column in columns.items() if column.role == "feature"]
    if not features and case.studied is None:
        yield ("data", "columns"), "no column has the role feature", "Declare at least one."
    for name in features:
        column = columns[name]
        place: Path = ("data", "columns", name)
        if name in protected:
            yield place, f"{name!r} is a protected column and cannot be a feature", "Give it the role protected."
        if column.known_when is None:
            yield (
                place,
                f"feature {name!r} does not say when it is known",
                "Add known_when: before, at or after the decision.",
            )
        elif column.known_when == "after":
            yield (
                place,
                f"feature {name!r} is only known after the decision: it leaks the answer",
                "Give it the role drop.",
            )
        if column.kind is None:
            yield place, f"feature {name!r} has no kind", "Add kind: category, number, cyclic or flag."
    target = case.task.target.column
    if target in columns and columns[target].role != "target":
        yield (
            ("data", "columns", target),
            f"{target!r} is the target and has the role {columns[target].role}",
            "Give it the role target.",
        )
    for name, measure in case.protected.measured.items():
        declared = columns.get(measure.column)
        if declared is not None and declared.role not in ("protected", "feature"):
            yield (
                ("protected", "measured", name),
                f"its column {measure.column!r} has the role {declared.role}",
                "Give it the role protected.",
            )


def _references(case: UseCase) -> Iterator[Broken]:
    for index, group in enumerate(case.protected.intersections):
        for name in group:
            if name not in case.protected.measured:
                yield (
                    ("protected", "intersections", index),
                    f"intersection of {name!r}, which is not measured",
                    f"Measured are: {', '.join(case.protected.measured)}.",
                )
    if case.area is not None and case.area not in case.slices:
        yield (
            ("area",),
            f"area {case.area!r} is not one of the slices",
            f"The slices are: {', '.join(case.slices) or 'none'}.",
        )
    previous = case.previous_process
    if previous is not None:
        if case.studied is None and not previous.rate_by:
            yield ("previous_process", "rate_by"), "it is empty", "Name the features whose past rate is today's method."
        for column in previous.rate_by:
            declared = case.data.columns.get(column)
            if declared is None or declared.role != "feature":
                yield ("previous_process", "rate_by"), f"{column!r} is not a declared feature", "Name features."
    if case.studied is None and not any(measure.primary for measure in case.protected.measured.values()):
        yield (
            ("protected", "measured"),
            "no measure is primary",
            "Mark the one the headline is about with primary: true.",
        )


def _prohibited_presence(case: UseCase) -> Iterator[Broken]:
    if case.purpose.directs_presence and case.purpose.about in ("person", "record"):
        yield (
            ("purpose",),
            "sending officers on the ground of single people or records is prohibited",
            "Describe an area and a service.",
        )


_ABOUT_MEASURES = ("group-gap", "fairness")
_ABOUT_COLUMNS = ("missing", "drift")


def _monitors(case: UseCase) -> Iterator[Broken]:
    """What a monitor watches is there to be watched."""
    known = {
        **dict.fromkeys(_ABOUT_MEASURES, tuple(case.protected.measured)),
        **dict.fromkeys(_ABOUT_COLUMNS, tuple(case.data.columns)),
    }
    for index, monitor in enumerate(case.monitors):
        watch = monitor.watch
        if watch is None or watch.signal not in known:
            continue
        for name in watch.of:
            if name not in known[watch.signal]:
                yield (
                    ("monitors", index, "watch", "of"),
                    f"the signal {watch.signal!r} cannot be about {name!r}",
                    f"It can be about: {', '.join(known[watch.signal])}.",
                )


_FROM_THE_DATA = frozenset({"allowed", "positive", "reference", "location", "value"})
"""Keys that hold values or names as the data has them: "N/A" may be one."""


def placeholders(document: Any) -> Iterator[Path]:
    """Yield every place of a declaration where a placeholder stands for a fact.

    Examples
    --------
    >>> list(placeholders({"title": "TBC", "limitations": ["One.", "todo"]}))
    [('title',), ('limitations', 1)]
    """

    def walk(value: Any, path: Path) -> Iterator[Path]:
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in _FROM_THE_DATA:
                    yield from walk(item, (*path, key))
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from walk(item, (*path, index))
        elif isinstance(value, str) and PLACEHOLDER.search(value):
            yield path

    yield from walk(document, ())


def _placeholders(case: UseCase) -> Iterator[Broken]:
    for path in placeholders(case.model_dump(mode="json", by_alias=True)):
        yield path, "a placeholder stands where a fact is asked", "Answer it, or leave the key out until you can."


RULES: tuple[Rule, ...] = (
    Rule("all nine characteristics", _nine_characteristics),
    Rule("enforcement audit", _enforcement_audit),
    Rule("operating point", _operating_point),
    Rule("features", _features),
    Rule("references", _references),
    Rule("presence", _prohibited_presence),
    Rule("controls", fairness_rules.controls),
    Rule("judged metrics", fairness_rules.judged),
    Rule("fairness objective", fairness_rules.objective),
    Rule("estimators", fairness_rules.estimators),
    Rule("measures", fairness_rules.measures),
    Rule("combinations", fairness_rules.combinations),
    Rule("shares", fairness_rules.shares),
    Rule("residents", fairness_rules.residents),
    Rule("metric of the kind", study_rules.metric_of_kind),
    Rule("studies", study_rules.studied),
    Rule("embargo", study_rules.embargo),
    Rule("monitors", _monitors),
    Rule("placeholders", _placeholders),
)
