"""What a use case declares about its data, its protected columns and its split."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from peel_ml.data.assessments import Dpia, Eqia
from peel_ml.data.origin import Origin
from peel_ml.declaration import Declared
from peel_ml.results.data import ColumnRole, DataClass

KnownWhen = Literal["before", "at", "after"]
"""When a value is known, seen from the decision that the target records: an ``after`` column is refused
as a feature, because it leaks the answer."""


def as_tuple(value: Any) -> Any:
    """Accept the lists that YAML gives where a frozen tuple is kept."""
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


class Column(Declared):
    """One column of the prepared frame."""

    role: ColumnRole
    """What it is for: feature, target, protected, time, group, cluster, id or drop."""
    name: str | None = None
    """Plain-English name for the card, for example "Object of search"."""
    kind: Literal["category", "number", "cyclic", "flag"] | None = None
    """How a feature is encoded; ``cyclic`` for hours and months, which have no "higher"."""
    known_when: KnownWhen | None = None
    """Asked for every feature: before, at or after the decision the target records."""
    meaning: str | None = None
    """One plain sentence: what a value of this column says."""
    allowed: Names | None = None
    """Accepted values; others are counted as a contract failure."""
    nullable: bool = True
    """Whether a value may be missing."""
    justification: str | None = None
    """Why a protected column may be a feature (service use only)."""


class Data(Declared):
    """Where the data comes from, how sensitive it is, and what its columns mean."""

    source: str
    """A source's name, for example ``police-uk/stop-and-search`` or ``tabular`` (``peel data describe``)."""
    class_: Annotated[DataClass, Field(alias="class")]
    """Class of the real data: D0 synthetic, D1 published, D2 aggregate, D3 pseudonymised, D4 identifiable."""
    location: str = "sample"
    """``sample`` for the embedded synthetic sample, or a path; ``--data`` overrides it."""
    published_as: str | None = None
    """Where the real files lie in a folder of published data: a file, a folder or a pattern below it, for example
    ``london-datastore/recorded-crime-borough-*.parquet``. ``peel run --all --data FOLDER`` reads them; a use case
    whose files are not there is skipped with that reason."""
    regime: Literal["none", "part2", "part3", "mixed"] | None = None
    """Part of the Data Protection Act 2018 it is processed under."""
    dpia: Dpia | None = None
    eqia: Eqia | None = None
    retention: str | None = None
    sharing: str | None = None
    """The agreement or licence under which it may be used and passed on."""
    origin: Origin = Origin()
    columns: dict[str, Column] = Field(default_factory=dict)
    """Every column the use case uses, by its name in the prepared frame."""


Scheme = Literal["ons-18+1", "ons-5", "police-6+1", "as-recorded"]


CharacteristicName = Literal[
    "age",
    "disability",
    "gender_reassignment",
    "marriage_and_civil_partnership",
    "pregnancy_and_maternity",
    "race",
    "religion_or_belief",
    "sex",
    "sexual_orientation",
]

NINE: tuple[str, ...] = get_args(CharacteristicName)
"""Protected characteristics of the Equality Act 2010, s.4."""


class Measure(Declared):
    """How one protected characteristic is measured."""

    column: str
    """Column of the prepared frame."""
    characteristic: CharacteristicName | Literal["other"]
    """Which of the nine characteristics of the Equality Act 2010, s.4 it stands for; ``other`` for none of them, such
    as deprivation or language: compared alike, and counted as none of the nine."""
    about: Literal["people", "areas"] = "people"
    """Whether a group is of people, or of areas by who lives there: then sentences say so, because it is evidence
    about areas alone (the ecological fallacy)."""
    name: str | None = None
    """Plain-English name for the card, for example "Ethnicity as the person described it"."""
    scheme: Scheme = "as-recorded"
    """Classification of the values."""
    judged_as: Scheme | None = None
    """Coarser classification the verdicts use, for example ``ons-5``."""
    primary: bool = False
    """Whether its verdicts are headline verdicts."""
    reference: str | None = None
    """The group others are compared with, beside everyone else; none means only everyone else."""
    label: str | None = None
    """A caution printed with it, for example that police "gender" is neither sex nor gender reassignment."""


class NotMeasured(Declared):
    """A characteristic that is not measured: why, and the duty of inquiry (Bridges [2020] EWCA Civ 1058)."""

    why: Literal["not_recorded", "unlawful_to_process", "not_relevant"]
    reason: str
    steps_taken: str | None = None
    steps_planned: str | None = None


class Combination(Declared):
    """A few groups that are more than one thing, named one by one where crossing the measures would give too many."""

    of: Names
    """Measures, for example [ethnicity_officer, sex, age]."""
    groups: Annotated[tuple[Names, ...], BeforeValidator(as_tuple)]
    """A level of each measure for every group, for example [Black, Male, 10-17]; everybody else is one group more."""


class Composition(Declared):
    """Who lives in an area, as a share of its residents: what areas are compared by where no person is recorded."""

    column: str
    """Column of the prepared frame: a share of 0 to 1 (or a score), the same for all rows of an area."""
    characteristic: CharacteristicName | Literal["other"]
    """The characteristic it is about; it counts as area evidence, never as measured."""
    name: str
    """Plain-English name for the card, for example "Share of residents who are Black"."""
    groups: int = Field(default=5, ge=2, le=10)
    """Groups of areas with about as many residents each, from the lowest share to the highest."""
    primary: bool = False
    """Whether its verdicts are headline verdicts."""


class Protected(Declared):
    """All nine protected characteristics: measured, or why not."""

    measured: dict[str, Measure] = Field(default_factory=dict)
    composition: dict[str, Composition] = Field(default_factory=dict)
    """Only where rows are areas: what is known of their residents. It says nothing about single people."""
    not_measured: dict[str, NotMeasured] = Field(default_factory=dict)
    intersections: Annotated[tuple[Names, ...], BeforeValidator(as_tuple)] = ()
    """Groups of measures judged together, declared before the run, for example [ethnicity_self, sex]."""
    combinations: Annotated[tuple[Combination, ...], BeforeValidator(as_tuple)] = ()
    """Single groups of several measures, declared before the run."""


class Share(Declared):
    """The share of some rows for which a fact was recorded, shown by group beside the model and apart from it."""

    name: str
    """What was recorded, as a clause: "an appropriate adult was recorded as present"."""
    column: str
    """Column of the prepared frame; never the target."""
    value: bool | int | str = True
    """The value that counts; a blank does not."""
    among: dict[str, bool | int | str] = Field(default_factory=dict)
    """Only rows with these values, for example ``age_group: Under 18``; none means every row."""
    among_words: str
    """Those rows in words, in the plural: "searches of children"."""
    by: Names
    """Measures whose groups are compared."""
    caution: str
    """What the share does not say."""


_SPAN = re.compile(r"^(last|previous) ([1-9][0-9]?) months?$")


def months_of(span: str) -> int:
    """Return the months in ``"last 3 months"`` or ``"previous 3 months"``.

    Raises
    ------
    ValueError
        The text has another form.

    Examples
    --------
    >>> months_of("last 3 months")
    3
    """
    match = _SPAN.match(span)
    if match is None:
        raise ValueError(f"expected 'last N months' or 'previous N months', got {span!r}")
    return int(match.group(2))


def _span(value: Any) -> Any:
    if isinstance(value, str):
        months_of(value)
    return value


Span = Annotated[str, BeforeValidator(_span)]


class TimeSplit(Declared):
    """Learn from the past, be judged on what came later."""

    kind: Literal["time"]
    column: str
    """The time column of the prepared frame."""
    held_out: Span = "last 3 months"
    """The period that only ``--final`` opens."""
    validation: Span = "previous 3 months"
    """The period before it, which every run scores."""
    embargo_days: int = Field(default=0, ge=0, le=366)
    """Days left out between the parts."""


class GroupSplit(Declared):
    """Keep every group (a person, an area) wholly in one part."""

    kind: Literal["group"]
    column: str
    held_out_share: float = Field(default=0.2, gt=0, lt=0.5)
    validation_share: float = Field(default=0.2, gt=0, lt=0.5)


class RandomSplit(Declared):
    """Rows at random; only with a reason, and never beyond exploration."""

    kind: Literal["random"]
    reason: str
    held_out_share: float = Field(default=0.2, gt=0, lt=0.5)
    validation_share: float = Field(default=0.2, gt=0, lt=0.5)


Split = Annotated[TimeSplit | GroupSplit | RandomSplit, Field(discriminator="kind")]
