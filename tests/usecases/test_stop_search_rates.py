"""The tables of rates behind the synthetic sample: disclosure control, size, and where they come from."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "stop-search-outcome"


def module(name: str) -> ModuleType:
    qualified = f"stop_search_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_share_stands_on_fewer_rows_than_the_rule() -> None:
    derive = module("derive_rates")
    basis = pl.read_csv(FOLDER / "rates" / "basis.csv")
    assert basis["smallest_cell_rounded_down"].min() >= derive.SMALLEST_CELL >= 20
    assert set(basis["table"]) == {table.name for table in derive.TABLES}
    for table in derive.TABLES:
        written = pl.read_csv(FOLDER / "rates" / f"{table.name}.csv", infer_schema=False)
        assert written.columns == [*table.given, table.value, "share"]
        assert written.height == basis.filter(pl.col("table") == table.name)["shares"].item()


def test_rates_are_small_and_sum_to_one() -> None:
    assert sum(path.stat().st_size for path in (FOLDER / "rates").iterdir()) < 100_000
    for table in module("derive_rates").TABLES:
        written = pl.read_csv(FOLDER / "rates" / f"{table.name}.csv", infer_schema=False)
        groups = written.group_by([*table.given, pl.lit(1).alias("all")])
        total = groups.agg(pl.col("share").cast(float).sum())
        assert total["share"].is_between(0.99, 1.01).all(), table.name


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ({"a": 100, "b": 20, "c": 19}, ["a", "b"]),
        ({"a": 19, "b": 81}, ["b"]),
        ({"a": 50, "b": 49}, []),
    ],
)
def test_small_cells_and_small_groups_are_left_out(sizes: dict[str, int], kept: list[str]) -> None:
    values = [value for value, count in sizes.items() for _ in range(count)]
    table, smallest = module("derive_rates").shares(pl.DataFrame({"value": values}), "value", ())
    assert table["value"].to_list() == kept
    assert not kept or (smallest >= 20 and table["share"].sum() == pytest.approx(1, abs=1e-3))


def test_a_small_group_falls_back_on_everyone() -> None:
    rows = pl.DataFrame({"group": ["big"] * 200 + ["small"] * 99, "value": ["x", "y"] * 149 + ["x"]})
    table, _ = module("derive_rates").shares(rows, "value", ("group",))
    assert set(table["group"]) == {"(any)", "big"}


@pytest.mark.full
@pytest.mark.real_data
def test_the_committed_rates_are_those_of_the_archive(shared_data: Path, tmp_path: Path) -> None:
    archive = shared_data / "police-uk" / "metropolitan-stop-and-search-2022-03-to-2024-03.zip"
    module("derive_rates").derive(archive, tmp_path)
    made, committed = files(tmp_path), files(FOLDER / "rates")
    assert made.keys() == committed.keys()
    # The fitted model may differ in its last digit from one machine's arithmetic to another's.
    model = "outcome_model.csv"
    assert {name: made[name] for name in made if name != model} == {
        name: committed[name] for name in committed if name != model
    }
    two = [pl.read_csv(folder / model) for folder in (tmp_path, FOLDER / "rates")]
    assert (two[0]["coefficient"] - two[1]["coefficient"]).abs().max() < 0.005
