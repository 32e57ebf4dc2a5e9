"""Who lives in an area: the tables agree with one another, and joining says what it could not join."""

import zipfile

import polars as pl
import pytest

from peel_ml.data.census import SHARES, composition, join_composition, residents
from peel_ml.data.census import derive_composition as deriving
from peel_ml.data.geography import BOROUGHS
from peel_ml.errors import BadRequest

LEVELS = {"borough": 33, "ward": 684, "lsoa": 4994}


@pytest.mark.parametrize("level", LEVELS)
def test_every_area_has_shares_that_add_up_and_a_score(level):
    table = composition(level)
    assert table.height == table["area_code"].n_unique() == LEVELS[level]
    assert table.null_count().row(0) == (0,) * table.width
    assert set(table["borough"]) == set(BOROUGHS)
    assert table.select(((pl.sum_horizontal(*SHARES) - 1).abs() < 1e-9).all()).item()
    assert table.select((pl.min_horizontal(*SHARES) >= 0).all()).item()
    assert table["imd_2019"].is_between(0, 100).all()


def test_small_areas_and_wards_add_up_to_the_boroughs():
    ward, lsoa = (
        composition(level).group_by("borough").agg(pl.col("residents").sum()).sort("borough")
        for level in ("ward", "lsoa")
    )
    assert ward.equals(lsoa)
    borough = composition("borough").sort("borough")
    # Small counts were changed a little when they were published, so that nobody can be singled out.
    assert (ward["residents"] / borough["residents"] - 1).abs().max() < 0.001


def test_boroughs_are_those_of_the_table_of_residents():
    table = composition("borough").sort("area_name")
    known = residents("census-2021-london-boroughs")
    for share, group in SHARES.items():
        counted = (table[share] * table["residents"]).round().cast(pl.Int64)
        assert tuple(counted) == known.counts[group]


def test_an_unknown_level_is_refused():
    with pytest.raises(BadRequest, match="no such table of residents"):
        composition("parish")


def test_joining_keeps_every_row_in_its_order_and_counts_what_is_unknown():
    rows = pl.DataFrame({"boroughname": ["Camden", "Unknown", "E09000002", None, " Camden "], "n": range(5)})
    found = join_composition(rows, "borough", on="boroughname")
    assert found.frame["n"].to_list() == [0, 1, 2, 3, 4]
    assert found.frame["area_name"].to_list() == ["Camden", None, "Barking and Dagenham", None, "Camden"]
    assert (found.areas_missing, found.rows_missing) == (("Unknown",), 2)


def test_wards_join_by_name_and_borough_under_their_older_names_too():
    rows = pl.DataFrame(
        {
            "wardname": ["Abbey", "Abbey", "St Peter's", "Abbey"],
            "place": ["Barking and Dagenham", "Merton", "Tower Hamlets", "Camden"],
        }
    )
    found = join_composition(rows, "ward", on=("wardname", "place"))
    assert found.frame["area_name"].to_list() == ["Abbey", "Abbey", "Bethnal Green West", None]
    assert found.frame["area_code"].drop_nulls().n_unique() == 3
    assert found.areas_missing == ("Abbey, Camden",)


def test_a_frame_that_cannot_be_joined_is_refused_with_every_reason():
    rows = pl.DataFrame({"residents": [1]})
    with pytest.raises(BadRequest) as caught:
        join_composition(rows, "ward", on="wardcode")
    assert len(caught.value.problems) == 2


LOOKUP = pl.DataFrame(
    {
        "OA21CD": ["o1", "o2", "o3", "o4"],
        "LSOA21CD": ["new", "new", "same", "same"],
        "LSOA11CD": ["one", "two", "same", "same"],
    }
)


def test_scores_of_2011_go_through_the_lookup():
    imd = pl.DataFrame({"LSOA code": ["one", "two", "same"], "IMD Score": [10.0, 20.0, 7.0]})
    scores = deriving.imd_on_2021_areas(imd, LOOKUP)
    assert dict(scores.iter_rows()) == {"new": 15.0, "same": 7.0}


def test_half_a_score_is_none():
    imd = pl.DataFrame({"LSOA code": ["one", "same"], "IMD Score": [10.0, 7.0]})
    assert dict(deriving.imd_on_2021_areas(imd, LOOKUP).iter_rows()) == {"new": None, "same": 7.0}


def test_scores_of_2021_stand_and_those_of_neither_are_refused():
    imd = pl.DataFrame({"LSOA code": ["new", "same"], "IMD Score": [10.0, 7.0]})
    assert dict(deriving.imd_on_2021_areas(imd, LOOKUP).iter_rows()) == {"new": 10.0, "same": 7.0}
    with pytest.raises(BadRequest, match="neither all of 2011 nor all of 2021"):
        deriving.imd_on_2021_areas(imd.with_columns(pl.lit("x").alias("LSOA code")), LOOKUP)


def test_a_workbook_with_other_columns_is_refused(tmp_path):
    path = tmp_path / "book.xlsx"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {space}><si><t>LSOA code</t></si></sst>")
        book.writestr("xl/workbook.xml", f'<workbook {space}><sheets><sheet name="2021"/></sheets></workbook>')
        cell = '<row><c r="A1" t="s"><v>0</v></c></row>'
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{cell}</sheetData></worksheet>")
    with pytest.raises(BadRequest, match="cannot be read"):
        deriving.counts_by_lsoa(path)
    with pytest.raises(BadRequest, match="no sheet '2011'"):
        list(deriving.sheet_rows(path, "2011"))


@pytest.mark.real_data
def test_deriving_again_gives_the_same_tables(shared_data):
    for level, table in deriving.derive(shared_data / "census").items():
        shipped = pl.read_parquet(deriving.__file__.replace("derive_composition.py", f"composition_{level}.parquet"))
        assert table.equals(shipped)


@pytest.mark.real_data
def test_every_ward_and_small_area_of_recorded_crime_is_joined_by_its_code(shared_data):
    folder = shared_data / "london-datastore"
    for name in ("ward-historical", "ward-to-202502"):
        wards = pl.read_parquet(folder / f"recorded-crime-{name}.parquet", columns=["wardcode"])
        assert join_composition(wards, "ward", on="wardcode").rows_missing == 0
    small = pl.read_parquet(folder / "recorded-crime-lsoa-to-202502.parquet", columns=["lsoa_code"])
    assert join_composition(small, "lsoa", on="lsoa_code").rows_missing == 0
