from __future__ import annotations

import gzip

import polars as pl
import pytest

from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.data.made_stops import PACKING, as_zip

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
    for part in ("b.csv: lacks t", "b.csv: has 1 column that a.csv lacks", "c.csv: lacks t"):
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
        ("a.csv", b"n\n", "a header and no rows"),
        ("a.csv", b"n,n\n1,2\n", "columns 1 and 2 have one name"),
        ("a.csv", b"n;m\n1;2\n", "separated by ';'"),
        ("a.csv", b"n\n1,2,3\n", "more cells than the header"),
        ("a.parquet", b"PAR1", "not a complete Parquet file"),
        ("a.csv.gz", gzip.compress(b"n\n1\n")[:-6], "damaged or cut short"),
        ("a.csv.gz", b"n\n1\n", "damaged or cut short"),
        ("a.csv.gz", gzip.compress(b"n\n" + b"1\n" * 5_000_000), "would expand more than 200 times"),
        ("a.xlsx", b"x", "Save the sheet as CSV"),
    ],
    ids=[
        "empty",
        "header-only",
        "doubled-column",
        "semicolons",
        "ragged",
        "parquet",
        "cut-gzip",
        "no-gzip",
        "bomb",
        "other-ending",
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in refused(tmp_path / name)


@pytest.mark.parametrize("ending", sorted(PACKING))
def test_compressed_csv_reads_as_it_does_plain(tmp_path, ending):
    content = b"n,t\r\n1,x\r\n2,y\r\n"
    (tmp_path / "plain.csv").write_bytes(content)
    (tmp_path / f"packed.csv{ending}").write_bytes(PACKING[ending](content))
    packed = load(SOURCE, tmp_path / f"packed.csv{ending}")
    assert packed.frame.collect().equals(load(SOURCE, tmp_path / "plain.csv").frame.collect())
    assert packed.files[0].bytes == (tmp_path / f"packed.csv{ending}").stat().st_size


@pytest.mark.parametrize("ending", sorted(PACKING))
def test_compressed_csv_that_expands_absurdly_or_is_cut_short_is_refused(tmp_path, ending):
    bomb, cut = tmp_path / f"bomb.csv{ending}", tmp_path / f"cut.csv{ending}"
    bomb.write_bytes(PACKING[ending](b"n\n" + b"1\n" * 5_000_000))
    assert "would expand more than 200 times" in refused(bomb)
    content = "n\n" + "\n".join(str(hash((i, "x"))) for i in range(50_000)) + "\n"
    cut.write_bytes(PACKING[ending](content.encode())[:-1000])
    assert "damaged or cut short" in refused(cut)


def test_gzip_streams_one_after_the_other_are_one_file(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"n\n1\n") + gzip.compress(b"2\n"))
    assert load(SOURCE, tmp_path / "a.csv.gz").frame.collect()["n"].to_list() == [1, 2]


@pytest.mark.parametrize("inside", ["", "download/"])
def test_an_archive_of_tables_is_one_table(tmp_path, inside):
    files = {f"{inside}a.csv": b"n,t\n1,x\n", f"{inside}b.csv.gz": gzip.compress(b"t,n\ny,2\n"), "__MACOSX/a.csv": b"?"}
    path = as_zip(tmp_path / "a.zip", files)
    assert load(SOURCE, path).frame.collect().rows() == [(1, "x"), (2, "y")]
    assert SOURCE.inspect(path).columns == ("n", "t")


def test_parquet_in_an_archive_is_refused_with_what_to_do(tmp_path):
    assert "Unpack it" in refused(as_zip(tmp_path / "a.zip", {"a.parquet": b"PAR1"}))


def test_other_ways_of_writing_read_the_same_and_are_noted(tmp_path):
    content = 'n,t\r\n1,"two\r\nlines, caf\N{LATIN SMALL LETTER E WITH ACUTE}"\r\n\r\n,\r\n2,'
    (tmp_path / "a.csv").write_bytes(content.encode("cp1252"))
    loaded = load(SOURCE, tmp_path / "a.csv")
    assert loaded.frame.collect().rows() == [(1, "two\r\nlines, caf\N{LATIN SMALL LETTER E WITH ACUTE}"), (2, None)]
    assert loaded.files[0].rows == 2
    assert loaded.notes == (
        "2 lines of a.csv without any value left out.",
        "a.csv is not UTF-8 and was read as Windows-1252.",
        "a.csv ends within a row and may be cut short.",
    )


def test_an_empty_line_of_one_column_is_a_missing_value(tmp_path):
    (tmp_path / "a.csv").write_text("n\n1\n\n2\n")
    assert load(SOURCE, tmp_path / "a.csv").frame.collect()["n"].to_list() == [1, None, 2]


def test_what_has_no_header_does_not_show_its_first_row(tmp_path):
    for stem in ("a", "b"):
        (tmp_path / f"{stem}.csv").write_text("n,t\n1,x\n")
    (tmp_path / "0.csv").write_text("1,marker\n2,y\n")
    said = refused(tmp_path)
    assert "0.csv: lacks n, t, which a.csv has" in said
    assert "0.csv: has 2 columns that a.csv lacks" in said
    assert "marker" not in said
    (tmp_path / "lone.csv").write_text("marker,marker\n2,y\n")
    said = refused(tmp_path / "lone.csv")
    assert "columns 1 and 2 have one name" in said
    assert "marker" not in said


def test_csv_and_parquet_together_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("n\n1\n")
    pl.DataFrame({"n": [1]}).write_parquet(tmp_path / "b.parquet")
    assert "CSV and Parquet mixed" in refused(tmp_path)


def test_parquet_is_read_when_asked_for_and_not_before(tmp_path):
    pl.DataFrame({"n": [1, 2], "t": ["x", "y"]}).write_parquet(tmp_path / "a.parquet")
    plan = load(SOURCE, tmp_path / "a.parquet").frame.select("n").explain()
    assert "Parquet SCAN" in plan
    assert "PROJECT 1/2" in plan
