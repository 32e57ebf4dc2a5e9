"""The declaration of a use case: one frozen value, asked by stage.

An ``exploring`` use case needs only the fields without a default here; `peel_ml.usecase.open_items` lists
what submission needs on top, and for whom.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from peel_ml.causal.declaration import Causal
from peel_ml.changes.declaration import ChangeDetection
from peel_ml.data.census import ResidentTable
from peel_ml.data.declaration import Data, Names, Protected, Share, Split, as_tuple
from peel_ml.data.studied import Studied
from peel_ml.declaration import Declared
from peel_ml.evaluation.declaration import OperatingPoint
from peel_ml.fairness.declaration import Fairness
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.modelling.declaration import PreviousProcess
from peel_ml.panels.declaration import Regression
from peel_ml.tuning.declaration import Tuning
from peel_ml.usecase.law import Law
from peel_ml.usecase.oversight import Oversight
from peel_ml.usecase.purpose import Purpose
from peel_ml.usecase.risks import Considered, RatingOverride, Risk
from peel_ml.usecase.standards import Assurance, Explanations

Objective = Literal["more_trust", "less_crime", "high_standards"]
Stage = Literal["proposed", "exploring", "proven", "signed_off", "handed_over", "retired"]
DecisionType = Literal["insight", "service", "resource", "enforcement_audit"]
T = TypeVar("T")
Many = Annotated[tuple[T, ...], BeforeValidator(as_tuple)]
"""A list in YAML, kept as a frozen tuple."""

SAFE_SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Decision(Declared):
    """The decision the work supports, who makes it, and of what kind it is."""

    type: DecisionType
    """insight, service, resource or enforcement_audit (plain enforcement does not exist)."""
    supported: str | None = None
    maker: str | None = None
    unit: str | None = None
    """What one row stands for, in the singular: "one recorded search"."""
    units: str = "records"
    """The same in the plural, used in sentences: "searches"."""
    frequency: str | None = None
    scale: str | None = None
    """How many outputs, decisions or people a year."""
    asked_of_reviewer: str | None = None
    """What a reviewer is asked to decide, as one question."""


class People(Declared):
    """Roles, not names."""

    organisation: str | None = None
    owner_role: str | None = None
    """The senior responsible owner: a role title."""
    team: str | None = None
    contact: str | None = None
    developer: str | None = None
    single_point_of_contact: str | None = None
    website_url: str | None = None
    """Where the public can read about it."""


Procurement = Literal["open", "competitive_flexible", "framework", "direct_award", "section_93_pro_bono", "none"]
"""How a third party came in; ``section_93_pro_bono`` is a gift or loan under the Police Act 1996, s.93."""


class ThirdParty(Declared):
    """A supplier or partner, and what it may see."""

    name: str
    role: str
    agreement: str
    data_access_terms: str
    companies_house_number: str | None = None
    procurement: Procurement | None = None


class Benefit(Declared):
    """What good it does, and how that is measured."""

    benefit: str
    unit: str | None = None
    value: float | None = None
    how_measured: str | None = None


class Harm(Declared):
    """Who is hurt when it is wrong in one direction."""

    who: str
    harm: str
    severity: int = Field(ge=1, le=5)
    reversible: bool


class Harms(Declared):
    """Harm of a wrong alarm and of a wrong all-clear."""

    false_positive: Harm
    false_negative: Harm


class Target(Declared):
    """The column to predict, and its positive value."""

    column: str
    positive: bool | int | str = True
    positive_words: str = "a positive result"
    """The positive value in a sentence: "an outcome other than no further action"."""


class Classification(Declared):
    """Whether a record has an outcome, and what its label really records."""

    kind: Literal["classification"]
    target: Target
    label_construct: str | None = None
    """What the label is meant to stand for."""
    label_bias: str | None = None
    """How the record may differ from that, and in which direction."""
    label_delay: str | None = None
    """How long after the event the label is known, and what is done about late ones."""
    plausible_auc: float | None = Field(default=None, gt=0.5, le=1)
    """Ranking ability above which a result deserves suspicion."""


Task = Annotated[Classification | CountForecast | Regression | ChangeDetection | Causal, Field(discriminator="kind")]
"""What kind of problem it is; every kind but classification is a study of areas and periods."""

WatchedSignal = Literal[
    "rows",
    "days",
    "missing",
    "vocabulary",
    "drift",
    "label-rate",
    "group-gap",
    "score-drift",
    "performance",
    "calibration",
    "fairness",
]
"""What `peel monitor` looks at; ``docs/monitoring.md`` says what each of them is."""


class Watch(Declared):
    """The signals of `peel monitor` that a declared monitor is read from."""

    signal: WatchedSignal
    of: Names = ()
    """Columns, measures or metrics; none means every one of them."""
    limit: float | None = Field(default=None, gt=0)
    """The movement that counts, as a share (0.05 for five points); none means the platform's own limit."""


class Monitor(Declared):
    """What is watched once it is in use."""

    metric: str
    threshold: str
    cadence: str
    owner: str
    action: str
    watch: Watch | None = None
    """What `peel monitor` reads it from; a monitor in words alone is not watched by the platform."""


class Consideration(Declared):
    """An ethical consideration and what is done about it."""

    name: str
    mitigation: str


class UseCase(Declared):
    """One use case, as ``usecases/<id>/usecase.yaml`` declares it."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    """Version of this form."""
    id: Annotated[str, Field(pattern=SAFE_SLUG, max_length=60)]
    """Folder, experiment and register name: lower-case letters, digits and single hyphens."""
    title: str
    """The title of the card."""
    objective: Objective
    stage: Stage
    question: str
    """The question in one sentence."""
    purpose: Purpose
    decision: Decision
    task: Task
    data: Data
    protected: Protected
    split: Split
    fairness: Fairness

    plain_description: str | None = None
    """At most three sentences, for the public."""
    business_problem: str | None = None
    """What goes wrong today, and for whom."""
    people: People = People()
    third_parties: Many[ThirdParty] | None = None
    """Suppliers and partners; an empty list says that there is none."""
    oversight: Oversight = Oversight()
    law: Law = Law()
    assurance: Assurance = Assurance()
    explanations: Explanations = Explanations()
    intended_users: Names = ()
    intended_uses: Names = ()
    out_of_scope_uses: Names = ()
    alternatives_considered: Names = ()
    benefits: Many[Benefit] = ()
    previous_process: PreviousProcess | None = None
    harms: Harms | None = None
    slices: dict[str, str] = Field(default_factory=dict)
    """What the audit slices by: plain name to column, for example ``object: object_of_search``."""
    shares: Many[Share] = ()
    """Facts whose recording is shown by group, apart from the model: a safeguard, a follow-up."""
    area: str | None = None
    """The slice that is an area, for example ``borough``."""
    residents: ResidentTable | None = None
    """Counts of residents by area that the rows can be held against: rates per 1,000 residents, apart from the
    model. Only for rows that are about people, in the areas of the table."""
    baselines: Names = ("prevalence", "logistic_regression", "previous_process")
    """Candidates to compare with: prevalence, logistic_regression, previous_process, or import paths of
    scikit-learn estimators."""
    candidates: Names = ("lightgbm",)
    """The model that is tuned (lightgbm), and further scikit-learn estimators by import path."""
    tuning: Tuning = Tuning()
    operating_point: OperatingPoint | Literal["none"] = "none"
    monitors: Many[Monitor] = ()
    retirement_plan: str | None = None
    """When and how it is taken out of use, and what becomes of what it produced."""
    risks: Many[Risk] = ()
    risk_override: RatingOverride | None = None
    falsifiers: Names = ()
    """What would show that it is wrong: findings after which it is stopped."""
    considered: Considered = Considered()
    """Where protected characteristics were considered."""
    mitigation_choice: str | None = None
    """Why a less unequal alternative was not chosen, or why none was looked for."""
    limitations: Names = ()
    tradeoffs: Names = ()
    ethical_considerations: Many[Consideration] = ()
    feedback_loop: str | None = None
    what_changed_because_of_this: Names = ()

    @property
    def classification(self) -> Classification:
        """The task of a use case that classifies; only code for that kind asks."""
        if not isinstance(self.task, Classification):
            raise TypeError(f"{self.id} is of the kind {self.task.kind}, not a classification")
        return self.task

    @property
    def studied(self) -> Studied | None:
        """The task of a study of areas and periods; none of a classification."""
        return None if isinstance(self.task, Classification) else self.task

    @model_validator(mode="before")
    @classmethod
    def _none_means_absent(cls, value: Any) -> Any:
        """An empty key in YAML (``harms:``) is an unanswered question, not a null."""
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if item is not None}
        return value
