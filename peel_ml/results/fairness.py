"""Does it work differently for different groups? What was measured, and what can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["within", "outside", "cannot_tell", "not_judged"]

MissingTreatment = Literal["complete_case", "as_group"]

CharacteristicStatus = Literal["measured", "not_recorded", "unlawful_to_process", "not_relevant"]


@dataclass(frozen=True)
class FairnessRow:
    """One metric for one group of one characteristic.

    `estimate` with `low` and `high` is the group's own figure; `difference` and `ratio` compare it with
    everyone else (`reference` names the second comparison, whose worse verdict counts). Ratios are on the
    adverse outcome. What is withheld or cannot be computed is null, and `reason` says why.
    """

    characteristic: str
    group: str
    metric: str
    primary: bool
    missing: MissingTreatment
    n: int | None
    denominator: int | None
    estimate: float | None
    low: float | None
    high: float | None
    reference: str | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    difference_shown: bool | None
    verdict: Verdict
    reason: str
    sentence: str
    observed: float | None = None
    """Observed share of positives in the group (enforcement audit)."""
    expected: float | None = None
    """Expected share of positives in the group (enforcement audit)."""
    bound_low: float | None = None
    """Smallest `difference` any allocation of the people without a recorded group could give."""
    bound_high: float | None = None
    p_value: float | None = None
    """Of no difference to everyone else, before correction."""
    reference_difference: float | None = None
    """Difference to the `reference` group."""
    reference_low: float | None = None
    reference_high: float | None = None
    reference_shown: bool | None = None
    flipping_share: float | None = None
    """Smallest share of the people without a recorded group that could change the answer; null where none can."""


@dataclass(frozen=True)
class Characteristic:
    """One of the nine protected characteristics of the Equality Act 2010, s.4, and what is known of it."""

    name: str
    status: CharacteristicStatus
    measured_as: tuple[str, ...]
    """Names of the declared measures, for example ``ethnicity_self`` and ``ethnicity_officer``."""
    missing_share: dict[str, float]
    """For each measure the share of evaluated rows without a recorded group."""
    statement: str
    """How it was measured, or why not and what was and will be done to find out."""


@dataclass(frozen=True)
class Tolerance:
    """The limit the verdicts were judged against."""

    scale: Literal["difference", "ratio"]
    limit: float
    agreed: bool
    reason: str


@dataclass(frozen=True)
class MissingSensitivity:
    """One comparison among everybody with this group recorded, and among those with every measure recorded.

    Records that lack one fact often differ in their outcome, so leaving them out can turn an answer around.
    """

    characteristic: str
    group: str
    against: str | None
    """The group compared with; ``None`` for everyone else."""
    metric: str
    difference: float
    low: float
    high: float
    shown: bool
    complete_difference: float
    complete_low: float
    complete_high: float
    complete_shown: bool
    """Both after one Holm correction over all comparisons of this kind."""
    n: int | None = None
    """People in the group; null where too few."""
    complete_n: int | None = None
    """Those of them with every measure recorded; null where they, or those left out, are too few."""
    share: float | None = None
    """Observed share of positives in the group, and in what it is compared with."""
    other_share: float | None = None
    complete_share: float | None = None
    complete_other_share: float | None = None
    basis: Literal["evaluated", "open"] = "evaluated"
    """On the evaluated rows, or on every row whose outcome the run may read: what needs no model can use them all."""


@dataclass(frozen=True)
class FairnessAssessment:
    """Everything the fairness stage found. `family` is the number of comparisons Holm corrected over."""

    rows: tuple[FairnessRow, ...]
    characteristics: tuple[Characteristic, ...]
    tolerance: Tolerance
    metric: str
    worse: Literal["higher", "lower"]
    family: int
    clusters: int | None
    disagreement: tuple[dict[str, str | int | None], ...]
    """Self-defined against officer-defined ethnicity: rows {self, officer, n}; n is null where too few."""
    policy_version: str
    statement: str
    sensitivity: tuple[MissingSensitivity, ...] = ()
    """How answers move when only fully recorded people are counted."""
    disagreement_share: float | None = None
    """Of the people with both, the share for whom self-defined and officer-defined ethnicity differ."""
