"""Outcomes of crime: censored answers are never negatives, the sample, and the homicide example."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.experiment.data_check import check_files
from peel_ml.usecase.load import steps_of
from tests.data.made_crimes import NO_SUSPECT, archive, crime, outcome
from tests.data.made_stops import as_folder

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "outcome-equity"
SOURCE = source_named("police-uk/street")
TRUE = 0.3
"""Share of planted crimes with a positive outcome within six months."""


def module(name: str) -> ModuleType:
    qualified = f"outcome_equity_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def used(path: Path) -> pl.DataFrame:
    """Return what the use case makes of files, and its notes."""
    cleaned = clean(load(SOURCE, path).frame.collect(), (*SOURCE.steps, *steps_of(FOLDER)))
    return module("prepare").prepare(cleaned.frame.lazy(), None).collect(), " ".join(cleaned.notes)


def planted(seed: int, silent: float = 0.0) -> dict[str, bytes]:
    """Return crimes of 12 months whose outcomes are published up to the last of them.

    Positive outcomes take 0 to 6 months, ends without one 0 to 3: so what is known early is no fair sample.
    """
    rng = np.random.default_rng(seed)
    months = [f"{2022 + number // 12}-{number % 12 + 1:02}" for number in range(12)]
    crimes, outcomes = [], []
    for number in range(8_000):
        begun, positive = int(rng.integers(12)), bool(rng.random() < TRUE)
        ended = begun + int(rng.integers(0, 7 if positive else 4))
        told = ended < 12 and not rng.random() < silent
        last = "Under investigation" if ended >= 12 else "Status update unavailable"
        if told:
            last = "Court result unavailable" if positive else NO_SUSPECT
            outcomes.append(outcome(f"{number}", months[ended], "Suspect charged" if positive else NO_SUSPECT))
        crimes.append(crime(f"{number}", months[begun], last=last))
    return archive(crimes, outcomes)


def test_planted_censoring_does_not_harm_the_rate_and_the_usual_ways_do(tmp_path):
    path = as_folder(tmp_path / "download", planted(1))
    frame, said = used(path)
    # Six of twelve months were followed: three standard errors of 4,000 crimes are two points.
    assert frame["outcome_positive"].mean() == pytest.approx(TRUE, abs=0.022)
    assert frame["date"].max().isoformat() == "2022-06-01"
    every = clean(load(SOURCE, path).frame.collect(), SOURCE.steps).frame
    within = (pl.col("months_to_positive") <= 6).fill_null(False)
    as_negative = every.select(within.mean()).item()
    assert as_negative < TRUE - 0.03
    assert f"Counted as negative they would give a share of {as_negative:.1%}" in said
    final = every.filter(pl.col("outcome").is_not_null())
    assert abs(final.select(within.mean()).item() - TRUE) > 0.02


def test_crimes_without_an_update_are_left_out_counted_and_bounded(tmp_path):
    frame, said = used(as_folder(tmp_path / "download", planted(2, silent=0.2)))
    assert frame["outcome_positive"].mean() == pytest.approx(TRUE, abs=0.025)
    assert "Status update unavailable" not in frame["last_outcome_category"].to_list()
    assert "have no known answer" in said
    assert "weighted by crime type" in said


def test_what_is_known_and_what_is_not(tmp_path):
    late = outcome("zz", "2023-12")
    files = archive(
        [
            crime("quick", "2023-01", last="Court result unavailable"),
            crime("slow", "2023-01", last="Court result unavailable"),
            crime("open", "2023-01", last="Under investigation"),
            crime("silent", "2023-01", last="Status update unavailable"),
            crime("silent but ended", "2023-01", last="Status update unavailable"),
            crime("undated", "2023-01", last="Offender given a caution"),
            crime("too late", "2023-08", last="Court result unavailable"),
        ],
        [
            outcome("quick", "2023-07"),
            outcome("slow", "2023-08"),
            outcome("silent but ended", "2023-03", NO_SUSPECT),
            outcome("too late", "2023-09"),
            late,
        ],
    )
    frame, _ = used(as_folder(tmp_path / "download", files))
    answers = dict(frame.select("crime_id", "outcome_positive").iter_rows())
    # Followed to its end: an investigation still open then had no positive outcome within the time.
    assert answers == {"quick": True, "slow": False, "open": False, "silent but ended": False}


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return module("sample").sample(7, tmp_path_factory.mktemp("sample") / "SYNTHETIC-crimes")


def test_the_sample_repeats_and_has_the_published_layout_and_its_faults(sample, tmp_path):
    again = module("sample").sample(7, tmp_path / "again")
    names = sorted(file.relative_to(sample) for file in sample.rglob("*.csv"))
    assert len(names) == 50
    assert all((again / name).read_bytes() == (sample / name).read_bytes() for name in names)
    cleaned = clean(load(SOURCE, sample).frame.collect(), SOURCE.steps)
    assert not any(cleaned.unmapped.values())
    steps = {record.step: record.rows_in - record.rows_out for record in cleaned.log}
    assert (steps["leave out rows without a crime id"], steps["count a crime once"]) == (800, 200)
    assert {"Status update unavailable", "Under investigation"} <= set(cleaned.frame["last_outcome_category"])


def test_the_sample_carries_no_effect_of_the_area(sample):
    frame, _ = used(sample)
    expected = frame.with_columns(expected=pl.col("outcome_positive").mean().over("crime_type"))
    by = expected.group_by("area_ethnicity").agg(
        pl.len(), gap=pl.col("outcome_positive").mean() - pl.col("expected").mean()
    )
    for _, n, gap in by.filter(pl.col("len") >= 100).iter_rows():
        assert abs(gap) < 4 * (0.15 * 0.85 / n) ** 0.5


def test_the_declaration_and_the_sample_hold(sample):
    result = check_files(sample, None, "outcome-equity")
    assert not [one for one in result.findings if one.severity == "block"]


@pytest.mark.real_data
def test_the_city_of_london_is_mostly_the_type_of_crime(shared_data):
    from sklearn.metrics import roc_auc_score

    frame, said = used(shared_data / "police-uk/city-of-london-2022-03-to-2024-03.zip")
    assert frame.height == 10_407
    assert "4,599 of 17,307 crimes (26.6%) were recorded too late" in said
    assert "2,301 of 12,708 crimes (18.1%) were followed and have no known answer" in said
    held_out = frame.filter(pl.col("month") >= "2023-07")
    past = frame.filter(pl.col("month") < "2023-07").group_by("crime_type").agg(r=pl.col("outcome_positive").mean())
    scored = held_out.join(past, on="crime_type")
    assert roc_auc_score(scored["outcome_positive"], scored["r"]) == pytest.approx(0.807, abs=0.002)


@pytest.mark.real_data
def test_the_homicide_example(shared_data):
    """Published: White .081 (n 1,046), Black .128 (717), difference .047 (.017 to .077); ours is Newcombe's."""
    rows = module("homicide").unsolved(shared_data / "london-datastore/homicide-victims-2003-2017.csv")
    black, white = rows["Black"], rows["White"]
    assert (round(white.estimate, 3), white.n, round(black.estimate, 3), black.n) == (0.081, 1046, 0.128, 717)
    found = (round(black.difference, 3), round(black.difference_low, 3), round(black.difference_high, 3))
    assert found == (0.047, 0.018, 0.078)
    assert black.p_value < 0.002
    assert black.difference_shown
    assert black.verdict == "cannot_tell"
