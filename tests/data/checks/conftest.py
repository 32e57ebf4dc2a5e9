"""One clean made-up archive that no check complains about, and the public files for those that do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import Found, Outcome
from peel_ml.data.checks import CHECKS, DataView
from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "police-uk"
ROWS = 12_000
NO_ACTION = "A no further action disposal"
PROTECTED = {
    "ethnicity_self": "self_defined_ethnicity",
    "ethnicity_officer": "officer_defined_ethnicity",
    "sex": "gender",
    "age": "age_range",
}


@cache
def clean_view() -> DataView:
    rng = np.random.default_rng(7)
    offsets = np.sort(rng.choice(365 * 1440, ROWS, replace=False))
    when = [datetime(2023, 1, 1) + timedelta(minutes=int(offset)) for offset in offsets]

    def drawn(*labels: str, shares: list[float] | None = None, blank: float = 0.0) -> list[str | None]:
        values = rng.choice(np.array(labels, dtype=object), ROWS, p=shares)
        values[rng.random(ROWS) < blank] = None
        return values.tolist()

    officer = drawn("White", "Black", "Asian", "Other", shares=[0.45, 0.35, 0.15, 0.05], blank=0.02)
    places = rng.integers(0, 3000, ROWS)
    raw = pl.DataFrame(
        {
            "type": drawn("Person search", "Person and Vehicle search", shares=[0.8, 0.2]),
            "date": [time.strftime("%Y-%m-%dT%H:%M:00+00:00") for time in when],
            "latitude": [f"{51.4 + place / 20_000:.6f}" for place in places],
            "longitude": [f"{-0.3 + place / 7_000:.6f}" for place in places],
            "gender": drawn("Male", "Female", "Other", shares=[0.85, 0.14, 0.01]),
            "age_range": drawn("10-17", "18-24", "25-34", "over 34", blank=0.1),
            "self_defined_ethnicity": drawn("White - Irish", "Other ethnic group - Not stated", "Asian"),
            "officer_defined_ethnicity": officer,
            "object_of_search": drawn("Controlled drugs", "Stolen goods", "Firearms", shares=[0.6, 0.3, 0.1]),
            "outcome": drawn(NO_ACTION, "Arrest", shares=[0.7, 0.3]),
            "outcome_linked_to_object_of_search": drawn("True", "False"),
            "month": [time.strftime("%Y-%m") for time in when],
            "force": ["made-up"] * ROWS,
        }
    )
    frame = raw.with_columns(
        date=pl.Series(when),
        positive=pl.col("outcome") != NO_ACTION,
        hour=pl.Series([time.hour for time in when]),
    )
    part = frame.select(
        pl.when(pl.col("month") < "2023-08")
        .then(pl.lit("training"))
        .when(pl.col("month") < "2023-10")
        .then(pl.lit("validation"))
        .otherwise(pl.lit("held_out"))
    ).to_series()
    return DataView(
        raw,
        frame,
        target="positive",
        features=("type", "object_of_search", "hour"),
        protected=PROTECTED,
        time="date",
        part=part,
        unmapped={"outcome": 0},
    )


@pytest.fixture
def view() -> DataView:
    """The clean archive."""
    return clean_view()


@pytest.fixture
def outcome_of() -> Callable[[str, DataView], Outcome]:
    """Make one check by its code."""
    table = {row.code: row.check for row in CHECKS}
    return lambda code, given: table[code](given)


@pytest.fixture
def found(outcome_of) -> Callable[[str, DataView], Found]:
    """Make one check by its code, which must find something."""

    def make(code: str, given: DataView) -> Found:
        outcome = outcome_of(code, given)
        assert isinstance(outcome, Found), outcome
        assert not outcome.sentence[0].islower()
        assert outcome.sentence.endswith(".")
        assert outcome.fix.endswith(".")
        return outcome

    return make


@cache
def _archive(name: str) -> DataView:
    source = source_named("police-uk/stop-and-search")
    raw = load(source, FOLDER / name).frame.collect()
    made = clean(raw, source.steps)
    frame = made.frame.with_columns(positive=pl.col("outcome") != NO_ACTION)
    return DataView(raw, frame, time="date", unmapped=made.unmapped)


def _with_target(view: DataView) -> DataView:
    return replace(view, target="positive", features=("type", "object_of_search"), protected=PROTECTED)


def _needed() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the public police.uk archives are not beside the checkout")


@pytest.fixture
def met() -> DataView:
    """metropolitan-stop-and-search-2022-03-to-2024-03.zip, with a target, features and measures declared."""
    _needed()
    return _with_target(_archive("metropolitan-stop-and-search-2022-03-to-2024-03.zip"))


@pytest.fixture
def older() -> DataView:
    """metropolitan-stop-and-search-older-vocabularies.zip: June 2016 and March 2018."""
    _needed()
    return _with_target(_archive("metropolitan-stop-and-search-older-vocabularies.zip"))


@pytest.fixture
def city() -> DataView:
    """city-of-london-2022-03-to-2024-03.zip."""
    _needed()
    return _with_target(_archive("city-of-london-2022-03-to-2024-03.zip"))


@pytest.fixture
def api() -> pl.DataFrame:
    """api-stops-force-metropolitan-2024-09.json.gz, with the archive's column names."""
    _needed()
    path = FOLDER / "api-stops-force-metropolitan-2024-09.json.gz"
    frame = load(source_named("police-uk/stop-and-search"), path).frame.collect()
    return frame.with_columns(positive=pl.col("outcome") != NO_ACTION)
