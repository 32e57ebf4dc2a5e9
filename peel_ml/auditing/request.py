"""What one audit was asked to do, checked as far as no data is needed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

from peel_ml.auditing.measures import Asked
from peel_ml.errors import Problems
from peel_ml.fairness.declaration import DeclaredTolerance
from peel_ml.results.data import DataClass
from peel_ml.settings import Settings
from peel_ml.usecase.purpose import PROHIBITED, WORDS

DecidedBy = Literal["score", "decision", "capacity"]


@dataclass(frozen=True)
class AuditRequest:
    """Everything an audit depends on but its data; frozen before the first row is read.

    `capacity` is a share of the rows below 1, or a number of rows from 1.
    """

    settings: Settings
    run_id: str
    started_at: str
    purpose: str
    label: str
    asked: tuple[Asked, ...]
    label_positive: tuple[str, ...] = ()
    score: str | None = None
    threshold: float | None = None
    capacity: float | None = None
    decision: str | None = None
    positive: tuple[str, ...] = ()
    intersections: tuple[tuple[str, ...], ...] = ()
    cluster: str | None = None
    controls: tuple[str, ...] = ()
    data_class: DataClass = "D2"
    tolerance: DeclaredTolerance | None = None

    @property
    def prohibited(self) -> bool:
        """Whether the purpose is one that this platform refuses to build."""
        return self.purpose in PROHIBITED

    @property
    def decided(self) -> bool:
        """Whether rows are flagged: by a decision column, a threshold or a capacity."""
        return self.decision is not None or self.threshold is not None or self.capacity is not None

    @property
    def decided_by(self) -> DecidedBy:
        """Where the flags come from."""
        if self.decision is not None:
            return "decision"
        return "score" if self.capacity is None else "capacity"

    @property
    def column(self) -> str:
        """The score or decision column."""
        return self.decision or self.score or ""

    @property
    def columns(self) -> dict[str, str]:
        """Every column that is read, with the option that names it."""
        named = {self.label: "--label"}
        for option, column in (("--score", self.score), ("--decision", self.decision), ("--cluster", self.cluster)):
            if column:
                named.setdefault(column, option)
        for one in self.asked:
            named.setdefault(one.column, "--protected")
        for column in self.controls:
            named.setdefault(column, "--control")
        return {column: option for column, option in named.items() if column}


def check_request(request: AuditRequest, problems: Problems) -> None:
    """Note everything that is wrong with the options themselves."""
    _purpose(request.purpose, problems)
    _deciding(request, problems)
    names = [one.name for one in request.asked]
    for crossed in request.intersections:
        shown = ",".join(crossed)
        if len(set(crossed)) < 2:
            problems.add(f"--intersect {shown}: an intersection needs two columns", "Write --intersect C,C.")
        for name in crossed:
            if name not in names:
                problems.add(f"--intersect {shown}: {name!r} is not given as protected", f"Add --protected {name}.")
    if request.data_class not in get_args(DataClass):
        problems.add(
            f"unknown data class {request.data_class!r}",
            "D0 synthetic, D1 published, D2 aggregate, D3 pseudonymised, D4 identifiable.",
        )
    roles: dict[str, list[str]] = {}
    for role, column in (("--label", request.label), ("--score", request.score), ("--decision", request.decision)):
        if column:
            roles.setdefault(column, []).append(role)
    for one in request.asked:
        roles.setdefault(one.column, []).append("--protected")
    for column, said in roles.items():
        if len(said) > 1:
            problems.add(f"column {column!r} is given as {' and as '.join(said)}", "Give each column one part.")


def _purpose(purpose: str, problems: Problems) -> None:
    known = (*WORDS, *PROHIBITED)
    if purpose in known:
        return
    near = get_close_matches(purpose.lower().replace("-", "_").replace(" ", "_"), known, 1)
    meant = f"Did you mean {near[0]}? " if near else ""
    problems.add(
        f"unknown purpose {purpose!r}",
        f"{meant}The closed list: {', '.join(WORDS)}; prohibited, and audited as such: {', '.join(PROHIBITED)}.",
    )


def _deciding(request: AuditRequest, problems: Problems) -> None:
    if request.score and request.decision:
        problems.add(
            "both --score and --decision", "Give the decision that was made, or the score with --threshold or none."
        )
    elif not request.score and not request.decision:
        problems.add("neither --score nor --decision", "Give the column that holds the score or the decision.")
    if request.decision:
        for option, value in (("--threshold", request.threshold), ("--capacity", request.capacity)):
            if value is not None:
                problems.add(f"{option} with --decision", f"{option} turns a score into a decision; leave it out.")
    elif request.positive:
        problems.add("--positive without --decision", "With a score, --threshold or --capacity says who is flagged.")
    if request.threshold is not None and request.capacity is not None:
        problems.add("both --threshold and --capacity", "Give one of them.")
    if request.threshold is not None and not 0 <= request.threshold <= 1:
        problems.add(f"--threshold {request.threshold:g} is outside 0 to 1", "Scores are probabilities.")
    capacity = request.capacity
    if capacity is not None and not (0 < capacity < 1 or (capacity >= 1 and float(capacity).is_integer())):
        problems.add(
            f"--capacity {capacity:g} is neither a share nor a number of rows",
            "Write a share between 0 and 1, or a whole number of rows from 1.",
        )
