"""The synthetic sample of stop and search: its layout, that it repeats, and every quirk of the real data."""

import importlib.util
import sys
import time
from datetime import datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from peel_ml.data.geography import BOROUGHS, borough_of
from peel_ml.data.sources.police_uk import StopAndSearch

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "stop-search-outcome"
HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
NO_ACTION = "A no further action disposal"
NOT_STATED = "Other ethnic group - Not stated"
PLACE = ["Date", "Latitude", "Longitude"]
MONTHS = [
    f"{year}-{month:02}"
    for year in (2022, 2023, 2024)
    for month in range(1, 13)
    if "2022-04" <= f"{year}-{month:02}" <= "2024-03"
]


def module(name: str) -> ModuleType:
    qualified = f"stop_search_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return module("sample").sample(2024, tmp_path_factory.mktemp("SYNTHETIC"))


@pytest.fixture(scope="module")
def rows(written: Path) -> pl.DataFrame:
    """Every row as published, text only, and whether its outcome was positive."""
    months = [
        pl.read_csv(path, infer_schema=False).with_columns(month=pl.lit(path.parent.name))
        for path in sorted(written.rglob("*.csv"))
    ]
    return pl.concat(months).with_columns(positive=pl.col("Outcome") != NO_ACTION)


@pytest.fixture(scope="module")
def persons(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("Type") != "Vehicle search")


@pytest.fixture(scope="module")
def cleaned(written: Path) -> pl.DataFrame:
    source = StopAndSearch()
    frame = source.load(written).frame.collect()
    for step in source.steps:
        frame, _ = step.apply(frame)
    return frame


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def share(condition: pl.Series) -> float:
    return float(condition.fill_null(False).mean())


# Layout


def test_layout_is_the_published_one(written: Path) -> None:
    made = files(written)
    assert sorted(made) == [f"{month}/{month}-metropolitan-stop-and-search.csv" for month in MONTHS]
    for content in made.values():
        assert content.split(b"\n", 1)[0].decode() == HEADER
        assert content.endswith(b"\n")
        assert b'""' not in content


def test_sixty_thousand_rows_in_the_words_of_the_publication(rows: pl.DataFrame) -> None:
    assert len(rows) == 60_000
    assert set(rows["Type"]) == {"Person search", "Person and Vehicle search", "Vehicle search"}
    assert set(rows["Age range"]) <= {None, "under 10", "10-17", "18-24", "25-34", "over 34"}
    assert set(rows["Gender"]) == {None, "Male", "Female", "Other"}
    assert set(rows["Officer-defined ethnicity"]) == {None, "White", "Black", "Asian", "Other"}
    assert set(rows["Outcome"]) == {
        NO_ACTION,
        "Arrest",
        "Community resolution",
        "Penalty Notice for Disorder",
        "Summons / charged by post",
        "Caution (simple or conditional)",
    }
    assert set(rows["Part of a policing operation"]) == {"False"}
    assert rows["Policing operation"].null_count() == len(rows)
    assert rows["Outcome"].null_count() == 0


def test_each_file_holds_its_london_month_sorted_in_utc(rows: pl.DataFrame) -> None:
    assert share(rows["Date"].str.contains(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:00\+00:00$")) == 1
    london = rows["Date"].str.to_datetime("%Y-%m-%dT%H:%M:%S%z").dt.convert_time_zone("Europe/London")
    assert (london.dt.strftime("%Y-%m") == rows["month"]).all()
    assert all(part["Date"].is_sorted() for part in rows.partition_by("month"))
    assert rows.filter(pl.col("month") == "2022-07")["Date"].min() < "2022-07-01"


def test_the_source_reads_it_without_an_unknown_label(cleaned: pl.DataFrame) -> None:
    labels = cleaned.select(pl.col(pl.String))
    assert labels.select((pl.all() == "Unmapped").any()).row(0) == (False,) * labels.width


# The same seed gives the same bytes


def test_same_seed_same_bytes_and_another_seed_other_rows(written: Path, tmp_path: Path) -> None:
    sample = module("sample").sample
    begin = time.process_time()
    again = files(sample(2024, tmp_path / "again"))
    took = time.process_time() - begin
    assert again == files(written)
    assert files(sample(7, tmp_path / "other")) != again
    assert took < 4  # about one second of computing


def test_nothing_but_its_own_tables_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, real = [], pl.read_csv

    def noted(source: Path, **options: bool) -> pl.DataFrame:
        read.append(Path(source))
        return real(source, **options)

    monkeypatch.setattr(pl, "read_csv", noted)
    module("sample").sample(1, tmp_path)
    assert {path.parent for path in read} == {FOLDER / "rates"}


# Quirks of the real data


def test_missing_person_fields_leak_the_outcome(persons: pl.DataFrame) -> None:
    missing, unsaid = persons["Age range"].is_null(), persons["Self-defined ethnicity"] == NOT_STATED
    positive = persons["positive"]
    assert 0.05 < positive.filter(missing).mean() < 0.11
    assert 0.30 < positive.filter(~missing).mean() < 0.36
    assert positive.filter(missing & unsaid.fill_null(False)).mean() < 0.06
    assert 0.11 < share(missing) < 0.16
    assert 0.27 < share(unsaid) < 0.33


def test_exact_repeats(rows: pl.DataFrame) -> None:
    repeated = 1 - rows.unique().height / len(rows)
    assert 0.015 < repeated < 0.04
    august = rows.filter(pl.col("month") == "2022-08")
    assert 1 - august.unique().height / len(august) > 0.10


def test_vehicle_searches_lack_person_fields(rows: pl.DataFrame) -> None:
    vehicles = rows.filter(pl.col("Type") == "Vehicle search")
    assert 0.009 < len(vehicles) / len(rows) < 0.016
    for column in ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity"):
        assert 0.70 < share(vehicles[column].is_null()) < 0.93, column
    later = vehicles.filter(pl.col("month") >= "2024-02")
    assert later["Gender"].null_count() == 0


def test_gender_other_and_under_tens_jump_in_march_2024(rows: pl.DataFrame) -> None:
    last = rows["month"] == "2024-03"
    other, young = rows["Gender"] == "Other", rows["Age range"] == "under 10"
    assert share(other.filter(last)) > 0.12
    assert share(other.filter(rows["month"] < "2024-02")) < 0.003
    assert share(young.filter(last)) > 2.5 * share(young.filter(~last))


def test_december_2022_is_short(rows: pl.DataFrame) -> None:
    counts = dict(rows.group_by("month").len().iter_rows())
    assert 0.33 < counts["2022-12"] / ((counts["2022-11"] + counts["2023-01"]) / 2) < 0.47
    assert rows.filter(pl.col("month") == "2022-12")["Date"].max() < "2022-12-18"


def test_outcome_linked_is_dead(rows: pl.DataFrame) -> None:
    linked = rows["Outcome linked to object of search"]
    assert linked.filter(rows["month"] <= "2024-01").null_count() == (rows["month"] <= "2024-01").sum()
    assert set(linked.filter(rows["month"] >= "2024-02")) == {"False"}
    removal = rows["Removal of more than just outer clothing"]
    assert set(removal.filter(rows["month"] >= "2024-02")) == {"False", "True"}


def test_events_share_time_and_place_and_their_outcomes_go_together(persons: pl.DataFrame) -> None:
    placed = persons.unique(maintain_order=True).filter(pl.col("Latitude").is_not_null())
    shared = placed.with_columns(size=pl.len().over(PLACE), number=pl.int_range(pl.len()).over(PLACE))
    assert 0.105 < share(shared["size"] > 1) < 0.16
    members = shared.filter(pl.col("size") > 1).with_columns(pl.col("positive").cast(pl.Int8))
    pairs = members.filter(pl.col("number") == 0).join(members.filter(pl.col("number") == 1), on=PLACE)
    assert 0.22 < np.corrcoef(pairs["positive"], pairs["positive_right"])[0, 1] < 0.35
    assert 0.80 < share(pairs["Object of search"] == pairs["Object of search_right"]) < 0.95


def test_places_are_map_points_of_london_and_some_are_blank(rows: pl.DataFrame) -> None:
    assert 0.08 < share(rows["Latitude"].is_null()) < 0.12
    assert (rows["Latitude"].is_null() == rows["Longitude"].is_null()).all()
    points = pl.read_csv(FOLDER / "rates" / "places.csv")["point"]
    used = rows.select(pl.concat_str("Latitude", "Longitude", separator=" ")).to_series().drop_nulls()
    assert set(used) <= set(points)
    found = borough_of(rows["Longitude"].cast(float), rows["Latitude"].cast(float))
    assert set(BOROUGHS) <= set(found) <= {*BOROUGHS, "Outside London", "Not recorded"}
    assert 0 < share(found == "Outside London") < 0.002


def test_self_and_officer_defined_ethnicity_disagree_by_structure(persons: pl.DataFrame) -> None:
    mixed = persons.filter(pl.col("Self-defined ethnicity").str.starts_with("Mixed"))
    assert 0.40 < share(mixed["Officer-defined ethnicity"] == "Black") < 0.55
    assert persons["Self-defined ethnicity"].n_unique() >= 18
    assert share(persons["Officer-defined ethnicity"].is_null()) < 0.02


def test_ethnicity_has_no_effect_of_its_own_until_incomplete_rows_are_left_out(persons: pl.DataFrame) -> None:
    def gap(frame: pl.DataFrame) -> float:
        rate = dict(frame.group_by("Officer-defined ethnicity").agg(pl.col("positive").mean()).iter_rows())
        return rate["Black"] - rate["White"]

    stated = pl.col("Self-defined ethnicity").is_not_null() & (pl.col("Self-defined ethnicity") != NOT_STATED)
    assert abs(gap(persons)) < 0.02
    assert gap(persons.filter(stated & pl.col("Age range").is_not_null())) > gap(persons) + 0.015


def test_hours_and_weekdays_are_uneven(cleaned: pl.DataFrame) -> None:
    hour = dict(cleaned.group_by(pl.col("date").dt.hour()).len().iter_rows())
    assert max(hour, key=hour.get) in range(14, 23)
    assert hour[16] > 3 * hour[6]
    weekday = cleaned["date"].dt.weekday().value_counts()["count"]
    assert weekday.max() > 1.15 * weekday.min()
    assert share(cleaned["date"].dt.minute() % 5 == 0) > 0.5


def test_a_model_finds_a_weak_signal_and_more_through_missing_values(cleaned: pl.DataFrame) -> None:
    lightgbm, metrics = pytest.importorskip("lightgbm"), pytest.importorskip("sklearn.metrics")
    target = (cleaned["outcome"] != NO_ACTION).to_numpy()
    later = (cleaned["date"] >= datetime(2024, 1, 1)).to_numpy()

    def auc(*extra: pl.Expr) -> float:
        columns = (
            cleaned.select(
                *(
                    pl.col(name).cast(pl.Categorical).to_physical()
                    for name in ("object_of_search", "legislation", "type", "borough")
                ),
                hour=pl.col("date").dt.hour(),
                weekday=pl.col("date").dt.weekday(),
                month=pl.col("date").dt.month(),
            )
            .with_columns(cleaned.select(extra))
            .cast(pl.Float64)
            .to_numpy()
        )
        data = lightgbm.Dataset(columns[~later], target[~later], categorical_feature=[0, 1, 2, 3])
        settings = {
            "objective": "binary",
            "learning_rate": 0.05,
            "num_leaves": 15,
            "min_data_in_leaf": 100,
            "num_threads": 1,
            "verbose": -1,
            "seed": 0,
        }
        scores = lightgbm.train(settings, data, 150).predict(columns[later])
        return float(metrics.roc_auc_score(target[later], scores))

    weak = auc()
    leaky = auc(
        (pl.col("age_range") == "Not recorded").alias("missing"),
        (pl.col("self_defined_ethnicity") == "Not stated").alias("unsaid"),
    )
    assert 0.57 < weak < 0.62
    assert 0.62 < leaky < 0.68


# Preparing


def test_prepare_adds_the_declared_columns() -> None:
    raw = pl.LazyFrame(
        {
            "date": [datetime(2024, 3, 31, 23, 5), datetime(2022, 4, 4), datetime(2023, 12, 24, 12, 30), None],
            "type": ["Person search", "Person and Vehicle search", "Person search", "Person search"],
            "outcome": [NO_ACTION, "Arrest", "Not recorded", None],
        }
    )
    made = module("prepare").prepare(raw, None).collect()
    assert made["outcome_positive"].to_list() == [False, True, None, None]
    assert made["with_vehicle"].to_list() == [False, True, False, False]
    assert made["hour"].to_list() == [23, 0, 12, None]
    assert made["weekday"].to_list() == ["Sunday", "Monday", "Sunday", None]
    assert made["month_of_year"].to_list() == [3, 4, 12, None]
    assert made["quarter"].to_list() == ["2024 Q1", "2022 Q2", "2023 Q4", None]


def test_prepare_runs_on_the_cleaned_sample(cleaned: pl.DataFrame) -> None:
    made = module("prepare").prepare(cleaned.lazy(), None).collect()
    assert made["outcome_positive"].null_count() == 0
    assert 0.27 < made["outcome_positive"].mean() < 0.32
