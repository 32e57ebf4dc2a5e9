"""Rows on disk are cleaned, checked, divided and kept as the same rows in memory."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticSerializationError

from peel_ml.data.checks import check_data
from peel_ml.data.checks.view import DataView
from peel_ml.data.cleaning import clean
from peel_ml.data.contract import check_contract
from peel_ml.data.declaration import Column, GroupSplit, Measure, Protected, RandomSplit, TimeSplit
from peel_ml.data.dividing import part_labels
from peel_ml.data.division import division
from peel_ml.data.levels import ColumnLevels, levels_of
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.split import split
from peel_ml.errors import BadRequest
from peel_ml.keeping import Rows, Stored, intact, keep, kept
from peel_ml.keeping.stored import stored

COLUMNS = {
    "answer": Column(role="target"),
    "day": Column(role="time"),
    "wait": Column(role="feature", known_when="before"),
    "many": Column(role="feature", known_when="before"),
    "channel": Column(role="feature", known_when="before"),
    "flag": Column(role="feature", known_when="before"),
    "sex": Column(role="protected"),
}
PROTECTED = Protected(measured={"sex": Measure(column="sex", characteristic="sex", primary=True)})


def made(rows=3000, seed=1):
    rng = np.random.default_rng(seed)
    start = date(2023, 1, 1)
    channel = rng.choice(["phone", "web", "desk", ""], rows)
    wait = pl.Series(rng.normal(size=rows)).set(pl.Series(rng.random(rows) < 0.1), None)
    return pl.DataFrame(
        {
            "day": [start + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 365, rows))],
            "wait": wait,
            "many": rng.integers(0, 40_000, rows),
            "channel": pl.Series(channel).replace("", None),
            "flag": rng.random(rows) < 0.3,
            "who": rng.integers(0, rows // 3, rows),
            "sex": pl.Series(rng.choice(["Female", "Male", "Not stated"], rows)),
            "answer": pl.Series(rng.random(rows) < np.where(wait.is_null().to_numpy(), 0.8, 0.3)),
        }
    )


@pytest.fixture(scope="module")
def frame():
    return made()


@pytest.fixture(scope="module")
def rows(frame, tmp_path_factory):
    return stored(frame.iter_slices(700), tmp_path_factory.mktemp("rows"), 700)


def request(spec, columns=COLUMNS):
    return {
        "spec": spec,
        "target": "answer",
        "positive": True,
        "columns": columns,
        "protected": PROTECTED,
        "slices": {"channel": "channel"},
    }


def test_it_gives_what_the_frame_gives(frame, rows):
    assert (rows.columns, rows.height, rows.width) == (frame.columns, frame.height, frame.width)
    assert all(rows[name].equals(frame[name]) for name in frame.columns)
    assert rows.hash_rows().equals(frame.hash_rows())
    assert rows.first("wait", 900).equals(frame["wait"].head(900))
    mask = frame["flag"]
    assert rows.filter(mask).collect().equals(frame.filter(mask))
    assert rows.filter(mask)["wait"].equals(frame.filter(mask)["wait"])
    assert rows.drop(["wait"]).columns == frame.drop("wait").columns


SPECS = [
    TimeSplit(kind="time", column="day", held_out="last 2 months", validation="previous 2 months", embargo_days=3),
    GroupSplit(kind="group", column="who"),
    RandomSplit(kind="random", reason="Rows do not depend on one another."),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
@pytest.mark.parametrize("clustered", [False, True])
def test_it_is_divided_as_the_frame_is(frame, rows, spec, clustered):
    columns = {**COLUMNS, "who": Column(role="cluster")} if clustered else COLUMNS
    whole, pieces = (split(one, **request(spec, columns)) for one in (frame, rows))
    assert pieces.rule == whole.rule
    for name in ("training", "validation", "held_out"):
        one, other = getattr(whole, name), getattr(pieces, name)
        assert (other.name, other.target.tolist()) == (name, one.target.tolist())
        assert other.time.equals(one.time)
        assert other.clusters.tolist() == one.clusters.tolist()
        assert other.slices.select(pl.all().cast(pl.String)).equals(one.slices)
        assert other.protected.frame.select(pl.all().cast(pl.String)).equals(one.protected.frame)
        assert other.features.kinds == one.features.kinds
        held = other.features.frame
        assert held.schema["wait"] == pl.Float32
        assert held.schema["many"] == pl.Int32
        assert held.schema["channel"] == pl.Enum(["desk", "phone", "web"])
        assert held["many"].cast(pl.Int64).equals(one.features.frame["many"])
        assert held["channel"].cast(pl.String).equals(one.features.frame["channel"])
        assert held["wait"].equals(one.features.frame["wait"].cast(pl.Float32))


@given(st.integers(1, 40), st.integers(12, 60), st.integers(0, 5))
def test_whatever_the_pieces_the_parts_are_the_same(tmp_path_factory, size, count, seed):
    frame = made(count * 5, seed)
    rows = stored(frame.iter_slices(size), tmp_path_factory.mktemp("rows"), size)
    try:
        whole = split(frame, **request(SPECS[2]))
    except BadRequest as refused:
        with pytest.raises(BadRequest, match=refused.summary):
            split(rows, **request(SPECS[2]))
        return
    pieces = split(rows, **request(SPECS[2]))
    assert pieces.training.features.frame["many"].to_list() == whole.training.features.frame["many"].to_list()
    assert pieces.held_out.time.to_list() == whole.held_out.time.to_list()


@pytest.mark.parametrize("opened", [False, True])
def test_every_check_says_the_same(frame, rows, opened):
    def found(one):
        view = DataView(
            raw=one,
            frame=one,
            target="answer",
            features=("wait", "many", "channel", "flag"),
            protected={"sex": "sex"},
            time="day",
            part=part_labels(one, SPECS[0]),
            held_out_opened=opened,
            left_out=frozenset({"who"}),
        )
        return check_data(view), view.identifiers

    (findings, checks), identifiers = found(frame)
    assert len(findings) >= 1
    assert found(rows) == ((findings, checks), identifiers)


def test_every_check_says_the_same_of_prepared_rows(frame, rows, tmp_path):
    ready = frame.with_columns(pl.col("answer").cast(pl.Int8), month=pl.col("day").dt.strftime("%Y-%m"))
    on_disk = stored(ready.iter_slices(400), tmp_path, 400)

    def found(raw, one):
        return check_data(DataView(raw=raw, frame=one, target="answer", features=("wait", "channel"), time="day"))

    assert found(rows, on_disk) == found(frame, ready)


def test_the_contract_counts_the_same(frame, rows):
    declared = {
        "channel": Column(role="feature", allowed=("phone", "web"), nullable=False),
        "sex": Column(role="protected", nullable=False),
        "absent": Column(role="feature"),
    }
    said = []
    for one in (frame, rows):
        with pytest.raises(BadRequest) as refused:
            check_contract(one, declared)
        said.append({str(problem) for problem in refused.value.problems})
    assert said[0] == said[1]
    assert len(said[0]) == 4


def test_the_division_is_described_the_same(frame, rows):
    described = [division(one, part_labels(one, SPECS[1]), "who", ["answer"]) for one in (frame, rows)]
    assert described[0] == described[1]


def _late(frame):
    return frame.filter(pl.col("wait") > 0), 0


def _shout(frame):
    after = frame.with_columns(pl.col("channel").str.to_uppercase())
    return after, int(frame["channel"].ne_missing(after["channel"]).sum())


def _once(frame):
    return frame.unique("who", keep="first", maintain_order=True), 0


STEPS = (
    Step("late", "Rows.", _late, rowwise=True),
    Step("shout", "Cells.", _shout, lambda before, after: StepReport({"channel": before.height}, ("Said.",)), True),
    Step("once", "Everything.", _once, lambda before, after: StepReport(notes=(f"{after.height} left.",))),
    Step("late again", "Rows.", _late, rowwise=True),
)


@pytest.mark.parametrize("steps", [STEPS, STEPS[:2], STEPS[2:3], ()], ids=len)
def test_it_is_cleaned_as_the_frame_is(frame, rows, tmp_path, steps):
    whole, pieces = clean(frame, steps), clean(rows, steps, tmp_path)
    assert (pieces.log, pieces.unmapped, pieces.notes) == (whole.log, whole.unmapped, whole.notes)
    held = pieces.frame.collect() if isinstance(pieces.frame, Stored) else pieces.frame
    assert held.equals(whole.frame)


def test_it_is_kept_as_a_second_name_of_its_files(rows, frame, tmp_path):
    folder = tmp_path / "value"
    keep(folder, Rows, rows)
    assert intact(folder)
    again = kept(folder, Rows)
    assert again.collect().equals(frame)
    assert again.pieces[0].path.stat().st_ino == rows.pieces[0].path.stat().st_ino
    keep(folder, Rows, frame)
    assert kept(folder, Rows).equals(frame)


def test_a_kept_piece_of_other_bytes_is_not_whole(rows, tmp_path):
    (tmp_path / "copies").mkdir()
    copies = stored(rows.frames(), tmp_path / "copies", 700)
    keep(tmp_path / "value", Rows, copies)
    path = tmp_path / "value" / "1.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not intact(tmp_path / "value")


def test_with_changes_it_is_not_kept(rows, tmp_path):
    with pytest.raises(PydanticSerializationError, match="without changes"):
        keep(tmp_path / "value", Rows, rows.with_columns(pl.col("wait") * 2))
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.sampled_from(["b", "a", "c", None]), min_size=1))
def test_an_enumeration_has_the_levels_of_its_text(cells):
    text = pl.Series(cells, dtype=pl.String)
    one, other = levels_of(text), levels_of(text.cast(pl.Enum(["c", "unused", "b", "a"])))
    assert other.codes.tolist() == one.codes.tolist()
    assert replace(other, codes=one.codes) == one


def test_levels_asked_for_twice_are_the_same(frame, rows):
    columns = ColumnLevels(rows)
    for name in ("channel", "wait", "many"):
        for _ in range(2):
            assert columns[name].codes.tolist() == levels_of(frame[name]).codes.tolist()
