"""The split: rows fall in one part each, columns are kept apart, and every problem is said at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.declaration import Column, GroupSplit, Measure, Protected, RandomSplit, TimeSplit, months_of
from peel_ml.data.split import part_labels, split
from peel_ml.errors import BadRequest

TIME = TimeSplit(kind="time", column="date")
GROUP = GroupSplit(kind="group", column="person")
RANDOM = RandomSplit(kind="random", reason="no time is recorded")
EXPECTED_GROUPS = [
    "training",
    "held_out",
    "training",
    "validation",
    "held_out",
    "training",
    "held_out",
    "training",
    "validation",
    "training",
    "held_out",
    "validation",
]

COLUMNS = {
    "object": Column(role="feature", known_when="before"),
    "hour": Column(role="feature", known_when="at", kind="cyclic"),
    "ethnicity": Column(role="protected"),
    "event": Column(role="cluster"),
    "notes": Column(role="drop"),
}
PROTECTED = Protected(
    measured={
        "ethnicity_self": Measure(column="ethnicity", characteristic="race", scheme="ons-18+1", judged_as="ons-5")
    }
)


def made(rows: int = 600, days: int = 360) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    start = datetime(2023, 1, 1)
    offsets = np.sort(rng.integers(days * 24, size=rows))
    return pl.DataFrame(
        {
            "date": [start + timedelta(hours=int(offset)) for offset in offsets],
            "object": rng.choice(["Controlled drugs", "Stolen goods"], rows),
            "hour": offsets % 24,
            "ethnicity": rng.choice(np.array(["White: Irish", "Not stated", None]), rows).tolist(),
            "event": np.where(rng.random(rows) < 0.1, None, offsets).tolist(),
            "person": rng.integers(rows // 3, size=rows),
            "positive": rng.random(rows) < 0.3,
            "area": rng.choice(["Camden", "Brent"], rows),
        },
        schema_overrides={"ethnicity": pl.String, "event": pl.Int64},
    )


def run(frame: pl.DataFrame, spec=TIME, **changes):
    given_ = {
        "target": "positive",
        "positive": True,
        "columns": COLUMNS,
        "protected": PROTECTED,
        "slices": {"area": "area"},
    }
    return split(frame, spec, **(given_ | changes))


def problems(frame: pl.DataFrame, spec=TIME, **changes) -> str:
    with pytest.raises(BadRequest) as caught:
        run(frame, spec, **changes)
    return str(caught.value)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2022, 12, 31)), min_size=30, max_size=150),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 40),
    st.randoms(use_true_random=False),
)
def test_time_parts_follow_one_another(days, held_out, validation, embargo, random):
    spec = TimeSplit(
        kind="time",
        column="date",
        held_out=f"last {held_out} months",
        validation=f"previous {validation} months",
        embargo_days=embargo,
    )
    frame = pl.DataFrame({"date": days, "row": range(len(days))})
    try:
        labels = part_labels(frame, spec)
    except BadRequest:
        return
    kept = frame.with_columns(part=labels).filter(pl.col("part") != "embargo")
    assert len(labels) == len(frame)
    assert labels.null_count() == 0
    spans = {name: (group["date"].min(), group["date"].max()) for (name,), group in kept.group_by("part")}
    assert spans["training"][1] < spans["validation"][0]
    assert spans["validation"][1] < spans["held_out"][0]
    # The embargo lies before the first day of each calendar period, so between any two rows of two parts.
    assert (spans["validation"][0] - spans["training"][1]).days > embargo
    assert (spans["held_out"][0] - spans["validation"][1]).days > embargo
    latest = max(days)
    months = {(day.year, day.month) for day in kept.filter(pl.col("part") == "held_out")["date"]}
    assert all((latest.year - y) * 12 + latest.month - m < months_of(spec.held_out) for y, m in months)
    # The part of a row does not depend on where it stands.
    order = list(range(len(days)))
    random.shuffle(order)
    assert part_labels(frame[order], spec).to_list() == labels[order].to_list()


@given(st.lists(st.text(max_size=3), min_size=60, max_size=200), st.randoms(use_true_random=False))
def test_a_group_is_in_one_part_whatever_the_order(groups, random):
    frame = pl.DataFrame({"person": groups})
    try:
        labels = part_labels(frame, GROUP)
    except BadRequest:
        return
    assert frame.with_columns(part=labels).group_by("person").agg(pl.col("part").n_unique())["part"].max() == 1
    order = list(range(len(groups)))
    random.shuffle(order)
    assert part_labels(frame[order], GROUP).to_list() == labels[order].to_list()
    # Nor on which other groups there are.
    half = frame.filter(pl.col("person") == groups[0])
    again = frame.with_columns(part=labels).filter(pl.col("person") == groups[0])["part"]
    assert set(again) == set(labels.filter(frame["person"] == half["person"][0]))


def test_shares_of_groups_and_rows_are_as_declared():
    frame = pl.DataFrame({"person": range(20_000)})
    for spec in (GROUP, RANDOM):
        shares = part_labels(frame, spec).value_counts(normalize=True)
        found = dict(shares.iter_rows())
        assert found["held_out"] == pytest.approx(0.2, abs=0.015)
        assert found["validation"] == pytest.approx(0.2, abs=0.015)


def test_group_assignment_never_changes():
    """A salt or hash that changed would move people between parts from one version to the next."""
    frame = pl.DataFrame({"person": range(12)})
    assert part_labels(frame, GROUP).to_list() == EXPECTED_GROUPS


def test_months_are_counted_back_from_the_month_of_the_latest_date():
    frame = pl.DataFrame({"date": [date(2023, m, 15) for m in range(1, 13)]})
    assert part_labels(frame, TIME).to_list() == ["training"] * 6 + ["validation"] * 3 + ["held_out"] * 3


def test_parts_hold_what_is_declared():
    parts = run(made())
    training = parts.training
    assert list(training.features.kinds.items()) == [("object", "category"), ("hour", "cyclic")]
    assert training.features.protected == {"ethnicity"}
    assert set(training.protected.frame["ethnicity_self"]) == {"White", "Not stated", "Not recorded"}
    assert training.slices.columns == ["area"]
    assert training.target.dtype == np.int8
    assert len(training) + len(parts.validation) + len(parts.held_out) == 600
    assert parts.rule == (
        "By time (date): training before 1 July 2023, validation from then, held out from 1 October 2023 to "
        f"{made()['date'].max():%-d %B %Y}."
    )


def test_a_blank_cluster_is_a_cluster_of_its_own():
    frame = made()
    clusters = run(frame).training.clusters
    blank = frame.head(len(clusters))["event"].is_null().to_numpy()
    assert blank.any()
    counts = np.bincount(clusters)
    assert (counts[clusters[blank]] == 1).all()


def test_clusters_stay_whole_under_a_random_split():
    parts = run(made(), RANDOM)
    seen = [set(part.clusters) for part in (parts.training, parts.validation, parts.held_out)]
    assert not seen[0] & seen[1] | seen[0] & seen[2] | seen[1] & seen[2]


def test_a_group_split_refuses_clusters_in_two_parts():
    assert "have rows in more than one part" in problems(made(), GROUP)


def test_groups_are_the_clusters_where_none_are_declared():
    columns = {name: column for name, column in COLUMNS.items() if name != "event"}
    parts = run(made(), GROUP, columns=columns)
    assert len(np.unique(parts.training.clusters)) < len(parts.training)


def test_rows_without_a_target_are_left_out_and_counted():
    frame = made().with_columns(positive=pl.when(pl.int_range(pl.len()) % 50 == 0).then(None).otherwise("positive"))
    parts = run(frame)
    assert len(parts.training) + len(parts.validation) + len(parts.held_out) == 588
    assert "12 rows without a target are left out." in parts.rule


def test_every_problem_is_said_at_once():
    columns = COLUMNS | {
        "result": Column(role="feature", known_when="before"),
        "area": Column(role="feature"),
        "person": Column(role="feature", known_when="after"),
        "ethnicity": Column(role="feature", known_when="before"),
        "object": Column(role="feature", known_when="before", kind="number"),
    }
    said = problems(made().drop("event"), columns=columns, slices={"ward": "ward_name"}, positive="yes")
    for part in (
        "no column 'result'",
        "no column 'event'",
        "no column 'ward_name'",
        "only known after the decision",
        "'area' does not say when it is known",
        "is the protected measure 'ethnicity_self' and a feature",
        "declared as number and holds String",
        "its positive value is declared as text",
    ):
        assert part in said, part
    assert "notes" not in said


def test_a_target_with_one_outcome_or_none_is_refused():
    assert "one outcome only: 0 of 600" in problems(made().with_columns(positive=pl.lit(False)))
    none = made().with_columns(positive=pl.lit(None, dtype=pl.Boolean))
    assert "no row has a value of the target" in problems(none)
    later = made().with_columns(positive=pl.col("positive") & (pl.col("date") < datetime(2023, 8, 1)))
    assert "the part 'held_out' holds" in problems(later)


def test_too_few_months_says_how_many_there_are_and_are_needed():
    said = problems(made(days=120))
    assert "4 calendar month(s), January 2023 to April 2023" in said
    assert "need 7" in said


def test_an_embargo_that_empties_a_part_is_refused():
    spec = TimeSplit(kind="time", column="date", embargo_days=100)
    assert "no row falls in the part 'validation'" in problems(made(), spec)


def test_rows_without_a_date_are_not_dropped_silently():
    frame = made().with_columns(date=pl.when(pl.int_range(pl.len()) < 3).then(None).otherwise("date"))
    assert "3 of 600 rows have no 'date'" in problems(frame)
    assert "holds String, not dates" in problems(made().with_columns(pl.col("date").cast(pl.String)))
