"""What a use case declares about a regression on survey or panel measures."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from peel_ml.data.declaration import CharacteristicName, Names, as_tuple
from peel_ml.data.studied import Studied
from peel_ml.declaration import Declared

Candidate = Literal["lightgbm", "ridge"]
Simple = Literal["last_value", "area_mean", "last_value_shrunk"]


class AssumedSample(Declared):
    """How many people stand behind a value where that is not published: an assumption, and printed as one."""

    people: int = Field(gt=0)
    """People asked for one value: one area over one whole window."""
    design_effect: float = Field(default=1.0, ge=1)
    """How much weighting and clustering widen a range, as a factor of its square (Kish 1965)."""
    basis: str
    """Where the assumption comes from."""


class PeopleCounts(Declared):
    """Counts of people by group that stand beside the measure, with those whose group is unknown."""

    name: str
    """For example "Recorded victims by ethnic appearance, as officers saw it"."""
    characteristic: CharacteristicName
    columns: dict[str, str] = Field(min_length=2)
    """By group its column: a count of the whole region, the same on every row of a period."""
    unknown: str | None = None
    """Column of people whose group is unknown; none where every group is known."""
    residents: dict[str, int] = Field(default_factory=dict)
    """Residents of each group, for rates per 1,000 a year; none where groups do not match those of a census."""
    residents_unplaced: int = Field(default=0, ge=0)
    """Residents of a group that people are not counted by, such as Mixed where officers have no code for it: they
    could be of any, and every way of placing them is in the bounds."""
    label: str | None = None
    """A caution printed with it."""


class Regression(Studied):
    """A measure by area and period, predicted from what was known before it."""

    kind: Literal["regression"]
    window_months: int = Field(default=0, ge=0, le=60)
    """Months that one value is measured over, such as 12 for a rolling-year survey; the split's embargo is at least
    as long."""
    known_after_months: int = Field(default=0, ge=0, le=60)
    """Months after the end of a period until its value is published."""
    sample_size: str | None = None
    """Column of how many people (or offences) a value rests on; none means that it is not published."""
    assumed_sample: AssumedSample | None = None
    """Only where `sample_size` is not published."""
    candidates: Annotated[tuple[Candidate, ...], BeforeValidator(as_tuple)] = ("lightgbm", "ridge")
    methods: Annotated[tuple[Simple, ...], BeforeValidator(as_tuple)] = (
        "last_value",
        "area_mean",
        "last_value_shrunk",
    )
    """Simple methods to compare with: each uses what was known under the embargo."""
    associations: Names = ()
    """Feature columns whose association with the measure is shown, declared before the run."""
    people: dict[str, PeopleCounts] = Field(default_factory=dict)
    """Counts of people by group, shown with bounds for the unknown."""

    @model_validator(mode="after")
    def _one_sample(self) -> Self:
        if self.sample_size is not None and self.assumed_sample is not None:
            raise ValueError("sample_size is published, so that no sample is to be assumed: remove assumed_sample")
        if not self.methods or not self.candidates:
            raise ValueError("at least one candidate and one simple method are needed")
        return self
