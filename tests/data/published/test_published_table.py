"""The base that reads a published table known by its columns."""

import zipfile

import polars as pl
import pytest

from peel_ml.data.sources import OtherLayout
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.errors import BadRequest

FINES = PublishedTable("council/fines", "the council's fines, one row a street", ("street", "fines"))


def test_files_of_other_columns_in_the_folder_are_left_out_with_a_note(tmp_path):
    (tmp_path / "fines.csv").write_text("street,fines\nA,1\n")
    (tmp_path / "fees.csv").write_text("street,fees\nA,9\n")
    (tmp_path / "readme.txt").write_text("hello")
    loaded = FINES.load(tmp_path)
    assert [file.name for file in loaded.files] == ["fines.csv"]
    assert loaded.notes == ("2 files of other columns left out.",)
    assert FINES.recognises(tmp_path)


def test_wide_files_with_months_of_their_own_are_put_one_below_the_other(tmp_path):
    pl.DataFrame({"street": ["A"], "fines": [1], "202401": [3]}).write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text("street,fines,202402,202401\nB,2.5,4,\n")
    frame = FINES.load(tmp_path).frame.collect()
    assert frame["fines"].to_list() == [1.0, 2.5]
    assert frame["202401"].to_list() == [3, None]
    assert frame["202402"].to_list() == [None, 4]
    assert FINES.inspect(tmp_path).columns == ("street", "fines", "202401", "202402")


def test_a_pattern_and_an_archive_are_read_too(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"street,fines\n{name},1\n")
    assert FINES.load(tmp_path / "*.csv").frame.collect().height == 2
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as pack:
        pack.write(tmp_path / "a.csv", "inner/a.csv")
    assert FINES.load(tmp_path / "all.zip").frame.collect()["street"].to_list() == ["a"]


def test_a_file_of_other_columns_is_another_layout_and_says_what_it_lacks(tmp_path):
    (tmp_path / "fees.csv").write_text("street,fees\nA,9\n")
    with pytest.raises(OtherLayout, match="lacks fines"):
        FINES.inspect(tmp_path / "fees.csv")
    (tmp_path / "more.csv").write_text("road,fees\nA,9\n")
    with pytest.raises(OtherLayout, match="none of 2 tables has the columns"):
        FINES.inspect(tmp_path)


def test_a_damaged_file_beside_a_good_one_is_not_passed_over(tmp_path):
    (tmp_path / "a.csv").write_text("street,fines\nA,1\n")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(BadRequest, match=r"b\.parquet"):
        FINES.load(tmp_path)


def test_a_column_of_two_kinds_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("street,fines\nA,1\n")
    (tmp_path / "b.csv").write_text("street,fines\nA,many\n")
    with pytest.raises(BadRequest, match="column fines is String"):
        FINES.load(tmp_path)


def test_a_header_without_rows_is_refused_and_an_empty_file_beside_another_is_noted(tmp_path):
    (tmp_path / "a.csv").write_text("street,fines\n")
    with pytest.raises(BadRequest, match="no rows"):
        FINES.load(tmp_path)
    (tmp_path / "b.csv").write_text("street,fines\nA,1\n")
    loaded = FINES.load(tmp_path)
    assert loaded.notes == ("a.csv holds no rows.",)
    assert loaded.frame.collect()["fines"].to_list() == [1]


def test_parquet_in_an_archive_is_refused(tmp_path):
    pl.DataFrame({"street": ["A"], "fines": [1]}).write_parquet(tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as pack:
        pack.write(tmp_path / "a.parquet", "a.parquet")
    with pytest.raises(BadRequest, match="Parquet in an archive"):
        FINES.inspect(tmp_path / "all.zip")
