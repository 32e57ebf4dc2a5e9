from __future__ import annotations

import gzip
import struct
import traceback
import tracemalloc
import zipfile

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import archives, csv_text, files, load, source_named, sources_for
from peel_ml.data.sources.police_uk_files import read_month, sorted_by_kind
from peel_ml.errors import BadRequest
from peel_ml.results.data import SourceFile
from tests.data.made_stops import HEADER, PACKING, as_folder, as_zip, month, name, row, two_months

SOURCE = source_named("police-uk/stop-and-search")


def read(path) -> pl.DataFrame:
    return load(SOURCE, path).frame.collect()


def refused(path) -> str:
    with pytest.raises(BadRequest) as caught:
        load(SOURCE, path)
    return str(caught.value)


def test_zip_and_folder_of_the_same_content_have_one_digest(tmp_path):
    made = two_months()
    deeper = {f"download/{inside}": content for inside, content in made.items()}
    paths = [
        as_zip(tmp_path / "a.zip", made),
        as_folder(tmp_path / "b", made),
        as_zip(tmp_path / "c.zip", deeper),
    ]
    loaded = [load(SOURCE, path) for path in paths]
    assert len({one.sha256 for one in loaded}) == 1
    assert all(one.frame.collect().equals(loaded[0].frame.collect()) for one in loaded)


def test_another_byte_gives_another_digest(tmp_path):
    made = two_months()
    other = made | {name("2023-12"): month(row(gender="Female"))}
    assert (
        load(SOURCE, as_zip(tmp_path / "a.zip", made)).sha256 != load(SOURCE, as_zip(tmp_path / "b.zip", other)).sha256
    )


def test_columns_are_text_in_snake_case_and_blanks_are_null(tmp_path):
    frame = read(as_zip(tmp_path / "a.zip", two_months()))
    assert set(frame.dtypes) == {pl.String}
    assert frame.columns[-2:] == ["month", "force"]
    assert frame["age_range"].null_count() == 1
    assert frame["policing_operation"].null_count() == frame.height
    assert frame["month"].to_list() == ["2023-06"] * 6 + ["2023-12"]


def test_several_forces_are_told_apart(tmp_path):
    made = {name("2023-06"): month(row()), name("2023-06", "city-of-london"): month(row())}
    assert sorted(read(as_zip(tmp_path / "a.zip", made))["force"]) == ["city-of-london", "metropolitan"]


def test_a_lone_file_is_known_by_its_name(tmp_path):
    file = tmp_path / "2023-06-metropolitan-stop-and-search.csv"
    file.write_bytes(month(row()))
    assert load(SOURCE, file).files[0].name == file.name
    assert read(file)["month"].to_list() == ["2023-06"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + month(row(policing_operation="made up")),
        month(row(policing_operation="made up"), newline="\r\n"),
        month(row(policing_operation="made up"), header=HEADER[::-1]),
        month(row(policing_operation="made up"), header=[*HEADER, "Extra"]),
    ],
    ids=["byte-order-mark", "crlf", "reordered", "extra-column"],
)
def test_the_same_rows_written_otherwise_read_the_same(tmp_path, content):
    plain = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row(policing_operation="made up"))})
    assert read(as_zip(tmp_path / "b.zip", {name("2023-06"): content})).equals(read(plain))


def test_a_quoted_line_break_stays_in_its_cell(tmp_path):
    path = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row(policing_operation='two\nlines, "quoted"'), row())})
    assert read(path)["policing_operation"].to_list() == ['two\nlines, "quoted"', None]


def test_windows_1252_is_read_and_noted(tmp_path):
    content = month(row(policing_operation="caf\N{LATIN SMALL LETTER E WITH ACUTE}")).decode().encode("cp1252")
    loaded = load(SOURCE, as_zip(tmp_path / "a.zip", {name("2023-06"): content}))
    assert loaded.frame.collect()["policing_operation"].item() == "caf\N{LATIN SMALL LETTER E WITH ACUTE}"
    assert any("Windows-1252" in note for note in loaded.notes)


def test_a_character_cut_at_the_end_of_the_head_does_not_make_it_windows_1252():
    cut = "\N{EURO SIGN}".encode()
    assert csv_text.as_utf8(b"a" + cut[:2], whole=False) == (b"a", True)
    assert csv_text.as_utf8(b"a" + cut[:2])[1] is False


def test_other_kinds_missing_months_empty_months_and_extra_columns_are_noted(tmp_path):
    made = {
        name("2023-06"): month(row(), header=[*HEADER, "Extra"]),
        name("2023-09"): month(),
        name("2023-06", kind="street"): b"x",
        name("2023-06", kind="outcomes"): b"x",
        "readme.txt": b"x",
    }
    notes = "\n".join(load(SOURCE, as_zip(tmp_path / "a.zip", made)).notes)
    for said in (
        "1 street file(s)",
        "1 outcomes file(s)",
        "1 other file(s)",
        "Column extra of 1 file(s)",
        "2023-09-metropolitan-stop-and-search.csv holds no rows",
        "2 month(s)",
        "2023-07, 2023-08",
    ):
        assert said in notes


def test_an_archive_without_a_row_is_refused(tmp_path):
    assert "a header and no rows" in refused(as_zip(tmp_path / "a.zip", {name("2023-06"): month()}))


def test_missing_columns_are_all_named_for_every_file(tmp_path):
    made = {
        name("2023-06"): month(row(), header=HEADER[1:]),
        name("2023-07"): month(row(), header=HEADER[:-1]),
        name("2023-08"): b"",
    }
    said = refused(as_zip(tmp_path / "a.zip", made))
    assert "2023-06-metropolitan-stop-and-search.csv: 1 missing column(s): type" in said
    assert "missing column(s): removal_of_more_than_just_outer_clothing" in said
    assert "2023-08-metropolitan-stop-and-search.csv: the file is empty" in said


def test_a_column_that_stands_twice_is_refused(tmp_path):
    made = {name("2023-06"): month(row(), header=[*HEADER, "Gender"])}
    assert "columns 7 and 16 have one name" in refused(as_zip(tmp_path / "a.zip", made))


def test_an_unclosed_quote_is_refused(tmp_path):
    content = month(row()) + b'Person search,"2023-06-01\n' + month(row())
    assert "unclosed quote" in refused(as_zip(tmp_path / "a.zip", {name("2023-06"): content}))


def test_a_file_cut_short_is_noted(tmp_path):
    content = month(row(), row(gender="Female"))[:-80]
    notes = load(SOURCE, as_zip(tmp_path / "a.zip", {name("2023-06"): content})).notes
    assert any("may be cut short" in note for note in notes)


def test_the_digest_does_not_depend_on_the_order_of_files():
    one, two = SourceFile("a.csv", "00", 1), SourceFile("b.csv", "11", 1)
    assert files.digest_of([one, two]) == files.digest_of([two, one]) != files.digest_of([one])


def test_rows_that_do_not_fit_the_header_are_refused_without_their_values(tmp_path):
    content = month(row()) + b",".join([b"marker-value"] * 20) + b"\n"
    said = refused(as_zip(tmp_path / "a.zip", {name("2023-06"): content}))
    assert "more cells than the header" in said
    assert "marker-value" not in said


def test_the_same_month_twice_is_refused(tmp_path):
    made = {name("2023-06"): month(row()), f"copy/{name('2023-06')}": month(row())}
    assert "found 2 times" in refused(as_zip(tmp_path / "a.zip", made))


@pytest.mark.parametrize(
    "inside",
    [
        "../2023-06-x-stop-and-search.csv",
        "/2023-06-x-stop-and-search.csv",
        "C:/2023-06-x-stop-and-search.csv",
        "a/../../2023-06-x-stop-and-search.csv",
    ],
)
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path, inside):
    path = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row()), inside: month(row())})
    assert "leads out of the archive" in refused(path)
    assert not SOURCE.recognises(path)


def test_absurd_expansion_is_refused(tmp_path):
    path = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row()) + b" " * 20_000_000})
    assert "would expand more than 200 times" in refused(path)


def test_more_than_the_bound_in_all_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNCOMPRESSED", 1000)
    assert "would expand to" in refused(as_zip(tmp_path / "a.zip", two_months()))


@pytest.mark.parametrize(("keep", "said"), [(0, "an empty file"), (200, "not a complete zip")])
def test_a_truncated_archive_is_refused(tmp_path, keep, said):
    path = as_zip(tmp_path / "a.zip", two_months())
    path.write_bytes(path.read_bytes()[:keep])
    assert said in refused(path)


def test_a_damaged_member_is_refused_by_name(tmp_path):
    path = as_zip(tmp_path / "a.zip", two_months())
    with zipfile.ZipFile(path) as archive:
        entry = archive.infolist()[0]
    raw = bytearray(path.read_bytes())
    start = entry.header_offset + 30 + len(entry.filename)
    raw[start + 20 : start + 60] = b"\xff" * 40
    path.write_bytes(raw)
    said = refused(path)
    assert "cannot be unpacked" in said
    assert entry.filename in said


def test_an_empty_archive_is_refused(tmp_path):
    assert "holds no files" in refused(as_zip(tmp_path / "a.zip", {}))


def test_a_path_another_source_reads_says_so(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("a\n1\n")
    assert "tabular reads it. Declare data.source: tabular." in refused(file)
    assert [source.name for source in sources_for(file)] == ["tabular"]


def test_a_path_no_source_reads_says_so(tmp_path):
    path = as_zip(tmp_path / "a.zip", {name(month, kind="custody"): b"x" for month in ("2023-06", "2023-07")})
    said = refused(path)
    assert "no stop and search file here, but 2 other files" in said
    assert "police-uk/stop-and-search: reads the data.police.uk download" in said
    assert "tabular: reads one CSV" in said
    assert sources_for(path) == ()


def test_outcomes_belong_to_another_source(tmp_path):
    path = as_zip(tmp_path / "a.zip", {name(month, kind="outcomes"): b"x" for month in ("2023-06", "2023-07")})
    said = refused(path)
    assert "no stop and search file here, but 2 outcomes files" in said
    assert "police-uk/outcomes reads it" in said


def test_an_unknown_source_names_the_known_ones():
    with pytest.raises(BadRequest, match=r"police-uk/stop-and-search, .*tabular"):
        source_named("police-uk")


@pytest.mark.parametrize("ending", sorted(PACKING))
def test_a_compressed_month_reads_as_it_does_plain(tmp_path, ending):
    content = month(row(), row(gender="Female"))
    plain = read(as_zip(tmp_path / "plain.zip", {name("2023-06"): content}))
    lone = tmp_path / f"2023-06-metropolitan-stop-and-search.csv{ending}"
    lone.write_bytes(PACKING[ending](content))
    assert read(lone).equals(plain)
    assert SOURCE.inspect(lone).columns == SOURCE.inspect(tmp_path / "plain.zip").columns
    assert read(as_zip(tmp_path / "packed.zip", {name("2023-06") + ending: PACKING[ending](content)})).equals(plain)


def test_a_compressed_month_that_expands_absurdly_is_refused(tmp_path):
    file = tmp_path / "2023-06-metropolitan-stop-and-search.csv.gz"
    file.write_bytes(gzip.compress(month(row()) + b"\n" * 20_000_000))
    assert "would expand more than 200 times" in refused(file)


@pytest.mark.parametrize("announced", [500, 200_000], ids=["less than a header", "more than a header"])
def test_no_more_is_unpacked_than_was_announced(tmp_path, announced):
    path = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row()) + b" " * 60_000_000})
    raw = bytearray(path.read_bytes())
    # The sizes in the archive's directory and in front of the member.
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, announced)
    struct.pack_into("<I", raw, 22, announced)
    path.write_bytes(raw)
    tracemalloc.start()
    said = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "cannot be unpacked" in said
    assert peak < 10_000_000


@pytest.mark.parametrize("blank", [" ", "\t ", "\N{NO-BREAK SPACE}", "\N{EM SPACE} ", "\n"])
def test_cells_of_white_space_alone_are_blank(tmp_path, blank):
    content = month(row(policing_operation=blank), row(policing_operation=f"{blank}word "))
    read_back = read(as_zip(tmp_path / "a.zip", {name("2023-06"): content}))["policing_operation"].to_list()
    assert read_back == [None, f"{blank}word "]


def test_lines_without_a_value_are_left_out_and_noted(tmp_path):
    loaded = load(SOURCE, as_zip(tmp_path / "a.zip", {name("2023-06"): month(row()) + b"\n\n" + b"," * 14 + b"\n"}))
    assert loaded.frame.collect().height == loaded.files[0].rows == 1
    assert any("3 lines of 2023-06/" in note for note in loaded.notes)


def test_lines_ended_as_old_macs_did_are_lines(tmp_path):
    plain = as_zip(tmp_path / "a.zip", {name("2023-06"): month(row(), row())})
    assert read(as_zip(tmp_path / "b.zip", {name("2023-06"): month(row(), row(), newline="\r")})).equals(read(plain))


def test_a_cell_that_cannot_be_parsed_is_not_quoted_behind_the_error(tmp_path):
    content = month(row()) + b'"marker-value' + b"," * 14 + b"\n"
    path = as_zip(tmp_path / "a.zip", {name("2023-06"): content})
    with files.opened(path) as listed, pytest.raises(BadRequest) as caught:
        read_month(sorted_by_kind(listed, path).files[0])
    shown = "".join(traceback.format_exception(caught.value))
    assert "unclosed quote" in shown
    assert "marker-value" not in shown


def test_eras_in_one_archive_become_one_vocabulary(tmp_path):
    old = row(outcome="Suspect arrested", self_defined_ethnicity="White - White Irish (W2)")
    loaded = load(SOURCE, as_zip(tmp_path / "a.zip", {name("2016-06"): month(old), name("2023-06"): month(row())}))
    cleaned = clean(loaded.frame.collect(), SOURCE.steps)
    assert cleaned.frame["outcome"].to_list() == ["Arrest", "Arrest"]
    assert cleaned.frame["self_defined_ethnicity"].n_unique() == 1
    notes = "\n".join(cleaned.notes)
    assert "Labels of outcome by era: from 2018 (1), to 2018 (1)." in notes
    assert "Labels of self_defined_ethnicity by era: 16+1 (1), 18+1 (1)." in notes
