"""The use case hotspot-honesty: its sample, its preparation, and what the published file says."""

import importlib.util
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peel_ml.data.dividing import HELD_OUT, part_labels
from peel_ml.data.sources.london_datastore.recorded_crime import SOURCE
from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.policy import load_policy
from peel_ml.forecasting.hotspots.picking import top
from peel_ml.forecasting.study import study
from peel_ml.usecase.load import load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "hotspot-honesty"
FOUND = ("DRUG OFFENCES", "POSSESSION OF WEAPONS", "MISCELLANEOUS CRIMES AGAINST SOCIETY")
FILE = Path("london-datastore") / "recorded-crime-lsoa-to-202502.parquet"


def module(name):
    qualified = f"hotspot_honesty_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def cleaned(path):
    frame = SOURCE.load(path).frame.collect()
    for step in SOURCE.steps:
        frame, _ = step.apply(frame)
    return frame


def prepared(path):
    return module("prepare").prepare(cleaned(path).lazy(), None).collect()


def answered(frame, *, final=False, quick=True):
    case = load_use_case(FOLDER)
    frame = frame.sort("area_code", "month")
    part = part_labels(frame, case.split)
    if not final:
        frame, part = frame.filter(part != HELD_OUT), part.filter(part != HELD_OUT)
    rows = StudyRows(
        frame,
        part,
        "held_out" if final else "validation",
        "month",
        case.data.columns,
        case.protected.composition,
        True,
    )
    asked = Asked(
        case.fairness, case.protected, load_policy(), case.decision.type, case.tuning, 0, 1, 1, Path("unused"), quick
    )
    return study(rows, case.task, asked)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return module("sample").sample(1, tmp_path_factory.mktemp("SYNTHETIC"))


@pytest.fixture(scope="module")
def wide(written):
    return pl.read_csv(next(written.glob("*.csv")))


@pytest.fixture(scope="module")
def frame(written):
    return prepared(written)


def test_the_sample_has_the_published_layout_and_its_quirks(wide, written):
    assert wide.columns[:5] == ["lsoa_code", "lsoa_name", "borough", "major_category", "minor_category"]
    months = wide.columns[5:]
    assert months == ["202402", *(f"2024{month:02}" for month in range(3, 13)), "202501", "202502"]
    totals = wide.select(months).sum().row(0)
    assert totals[0] < 0.01 * np.median(totals)
    assert wide.select(pl.sum_horizontal(months[1:]).min()).item() > 0
    assert wide["borough"].str.starts_with("E09").all()
    assert wide["lsoa_name"].str.starts_with("SYNTHETIC").all()
    assert SOURCE.recognises(written)


def test_the_same_seed_writes_the_same_bytes(written, tmp_path):
    (one,) = written.glob("*.csv")
    (other,) = module("sample").sample(1, tmp_path / "SYNTHETIC").glob("*.csv")
    (different,) = module("sample").sample(2, tmp_path / "SYNTHETIC-2").glob("*.csv")
    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes() != different.read_bytes()


def test_prepared_rows_are_whole_and_leave_out_what_police_find(frame, wide):
    areas = frame["area_code"].n_unique()
    assert frame.height == areas * 12
    assert frame["month"].min() == date(2024, 3, 1)
    assert sum(frame.null_count().row(0)) == 0
    found = wide.filter(pl.col("major_category").is_in(FOUND))
    months = [name for name in wide.columns if name.isdigit()][1:]
    assert frame["recorded"].sum() == int(wide.select(months).sum().sum_horizontal().item()) - int(
        found.select(months).sum().sum_horizontal().item()
    )
    assert (frame["recorded"] >= frame.select(pl.sum_horizontal("violence", "theft", "burglary")).to_series()).all()


def test_no_made_up_area_is_a_real_one(frame):
    real = set(module("prepare").areas().filter(~pl.col("area_code").str.starts_with("SYN"))["area_code"])
    assert not real & set(frame["area_code"])
    assert pl.read_csv(FOLDER / "rates" / "areas.csv")["behind"].min() >= 12


def test_on_the_sample_nothing_changes_and_no_model_is_worth_building(frame):
    found = answered(frame)
    assert found.detail.hotspots.answer == "do_not_build"
    assert found.scores.useful is False


@pytest.mark.real_data
def test_the_tables_are_those_of_the_published_file(shared_data, tmp_path):
    module("derive_rates").derive(shared_data / FILE, tmp_path)
    for table in sorted((FOLDER / "rates").glob("*.csv")):
        assert (tmp_path / table.name).read_text() == table.read_text(), table.name


@pytest.mark.real_data
def test_a_plain_list_of_half_a_year_holds_nearly_as_much_as_hindsight(shared_data):
    """Six months to pick by, six to judge: what anybody can compute from the published file in three lines."""
    wide = pl.read_parquet(shared_data / FILE)
    months = sorted(name for name in wide.columns if name.isdigit())[1:]
    held = {}
    for name, rows in {
        "all": wide,
        "reported": wide.filter(~pl.col("major_category").is_in(FOUND)),
    }.items():
        sums = rows.group_by("lsoa_code").agg(pl.col(months).sum()).sort("lsoa_code").select(months).to_numpy()
        past, came = sums[:, :6].sum(1).astype(float), sums[:, 6:].sum(1).astype(float)
        picked = round(0.05 * len(sums))
        held[name] = [round(float(came[top(one, picked)].sum() / came.sum()), 3) for one in (past, came)]
    assert held == {"all": [0.295, 0.303], "reported": [0.302, 0.311]}


@pytest.mark.full
@pytest.mark.real_data
@pytest.mark.parametrize("final", [False, True])
def test_on_the_published_file_the_answer_is_do_not_build(shared_data, final):
    found = answered(prepared(shared_data / FILE), final=final, quick=False)
    one = found.detail.hotspots
    assert one.answer == "do_not_build"
    assert (one.areas, one.picked) == (4988, 249)
    assert one.gain.high < 0.01
    assert one.ceiling.high < 0.02
    assert found.scores.baselines["area_mean"]["recall_at_k"].value == pytest.approx(
        0.308 if final else 0.305, abs=0.001
    )
    assert one.hindsight.value == pytest.approx(0.3135 if final else 0.312, abs=0.001)
