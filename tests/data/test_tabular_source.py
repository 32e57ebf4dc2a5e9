from __future__ import annotations

import gzip

import polars as pl
import pytest

from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest

SOURCE = source_named("tabular")


def refused(path) -> str:
    with pytest.raises(BadRequest) as caught:
        load(SOURCE, path)
    return str(caught.value)


def test_dtypes_come_from_every_row(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("n,day\n" + "1,2024-01-01\n" * 5_000 + "1.5,2024-01-02\n")
    schema = load(SOURCE, file).frame.collect_schema()
    assert schema == {"n": pl.Float64, "day": pl.Date}


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xef\xbb\xbfn\n1\n")
    assert load(SOURCE, file).frame.collect_schema().names() == ["n"]
    assert SOURCE.inspect(file).columns == ("n",)


def test_files_of_a_folder_are_one_table_whatever_order_their_columns_have(tmp_path):
    (tmp_path / "a.csv").write_text("n,t,e\n1,x,\n")
    (tmp_path / "b.csv").write_text("t,e,n\ny,3,2.5\n")
    frame = load(SOURCE, tmp_path).frame.collect()
    assert frame.to_dict(as_series=False) == {"n": [1.0, 2.5], "t": ["x", "y"], "e": [None, 3]}


def test_a_pattern_chooses_files(tmp_path):
    for stem in ("x-1", "x-2", "y-1"):
        (tmp_path / f"{stem}.csv").write_text("n\n1\n")
    loaded = load(SOURCE, tmp_path / "x-*.csv")
    assert [file.name for file in loaded.files] == ["x-1.csv", "x-2.csv"]


def test_every_difference_between_files_is_listed(tmp_path):
    (tmp_path / "a.csv").write_text("n,t\n1,x\n")
    (tmp_path / "b.csv").write_text("n,u\n1,x\n")
    (tmp_path / "c.csv").write_text("n\n1\n")
    said = refused(tmp_path)
    for part in ("b.csv: lacks t", "b.csv: has u", "c.csv: lacks t"):
        assert part in said


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_columns_of_different_dtypes_are_listed_without_values(tmp_path, kind):
    for stem, value in (("a", 1), ("b", "marker")):
        frame = pl.DataFrame({"n": [value]})
        getattr(frame, f"write_{kind}")(tmp_path / f"{stem}.{kind}")
    said = refused(tmp_path)
    assert "column n is String" in said
    assert "marker" not in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"n\n", "all without rows"),
        ("a.csv", b"n,n\n1,2\n", "stands 2 times"),
        ("a.csv", b"n;m\n1;2\n", "separated by ';'"),
        ("a.csv", b"n\n1,2,3\n", "more cells than the header"),
        ("a.parquet", b"PAR1", "not a complete Parquet file"),
        ("a.csv.gz", gzip.compress(b"n\n1\n")[:-6], "not a complete gzip"),
        ("a.csv.gz", gzip.compress(b"n\n1\n") * 2, "not one complete gzip stream"),
        ("a.csv.gz", b"n\n1\n", "not a complete gzip"),
        ("a.csv.gz", gzip.compress(b"n\n" + b"1\n" * 5_000_000), "would expand more than 200 times"),
        ("a.xlsx", b"PK", "none ending in"),
    ],
    ids=[
        "empty",
        "header-only",
        "doubled-column",
        "semicolons",
        "ragged",
        "parquet",
        "cut-gzip",
        "two-streams",
        "no-gzip",
        "bomb",
        "other-ending",
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in refused(tmp_path / name)


def test_csv_and_parquet_together_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("n\n1\n")
    pl.DataFrame({"n": [1]}).write_parquet(tmp_path / "b.parquet")
    assert "CSV and Parquet mixed" in refused(tmp_path)


def test_parquet_is_read_when_asked_for_and_not_before(tmp_path):
    pl.DataFrame({"n": [1, 2], "t": ["x", "y"]}).write_parquet(tmp_path / "a.parquet")
    plan = load(SOURCE, tmp_path / "a.parquet").frame.select("n").explain()
    assert "Parquet SCAN" in plan
    assert "PROJECT 1/2" in plan
