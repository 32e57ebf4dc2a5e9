"""``london-datastore/recorded-crime``."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.contract.source_contract import SourceContract

SOURCE = source_named("london-datastore/recorded-crime")
WARDS = "wardname,wardcode,majortext,minortext,lookup_boroughname,"
OLD = (
    WARDS
    + """202312,202401,202402
Abbey,E05014053,BURGLARY,DOMESTIC BURGLARY,Barking and Dagenham,4,5,0
Abbey,E05014053,BURGLARY,RES BURGLARY OF A HOME,Barking and Dagenham,1,0,6
Abbey,E05014053,THEFT,SHOPLIFTING,Barking and Dagenham,30,31,32
Heathrow Villages,E05013570,THEFT,SHOPLIFTING,Hillingdon,7,8,0
Heathrow Villages,E05013570,THEFT,SHOPLIFTING,Aviation Security (SO18),0,1,9
"""
)
# The first month is the edge of the extract. Abbey's only theft is not listed any more: none was recorded.
NEW = (
    WARDS
    + """202402,202403,202404
Abbey,E05014053,BURGLARY,BURGLARY - RESIDENTIAL,Barking and Dagenham,0,2,1
Abbey,E05014053,ARSON AND CRIMINAL DAMAGE,ARSON,Barking and Dagenham,1,20,30
Heathrow Villages,E05013570,THEFT,SHOPLIFTING,Aviation Security (SO18),0,12,
"""
)


def cleaned(path: Path):
    return clean(load(SOURCE, path).frame.collect(), SOURCE.steps)


def counts(frame, area, offence):
    rows = frame.filter((pl.col("area") == area) & (pl.col("offence") == offence)).sort("month")
    return dict(zip(rows["month"].dt.strftime("%Y%m"), rows["count"], strict=True))


class TestRecordedCrime(SourceContract):
    @pytest.fixture
    def source(self):
        return SOURCE

    @pytest.fixture
    def sample(self, tmp_path):
        folder = tmp_path / "wards"
        folder.mkdir()
        (folder / "historical.csv").write_text(OLD)
        (folder / "recent.csv").write_text(NEW)
        return folder

    def test_two_names_of_an_offence_and_of_an_area_are_one_series(self, sample):
        frame = cleaned(sample).frame
        assert counts(frame, "Abbey", "Residential burglary") == {
            "202312": 5, "202401": 5, "202402": 6, "202403": 2, "202404": 1
        }  # fmt: skip
        heathrow = frame.filter(pl.col("area") == "Heathrow Villages")
        assert heathrow["borough"].unique().to_list() == ["Hillingdon"]
        assert counts(frame, "Heathrow Villages", "Shoplifting") == {
            "202312": 7, "202401": 9, "202402": 9, "202403": 12
        }  # fmt: skip

    def test_a_near_empty_month_is_taken_from_the_other_file_and_said(self, sample):
        assert "2024-02 is near-empty in recent.csv: it is taken from another file." in cleaned(sample).notes
        (sample / "historical.csv").unlink()
        alone = cleaned(sample)
        assert "2024-02 is near-empty in recent.csv: no other file here has it." in alone.notes
        assert alone.frame["month"].min() == date(2024, 3, 1)

    def test_what_a_file_does_not_list_is_zero_and_what_is_blank_is_not(self, sample):
        done = cleaned(sample)
        assert counts(done.frame, "Abbey", "Shoplifting")["202404"] == 0
        assert counts(done.frame, "Abbey", "Arson")["202312"] == 0
        assert "202404" not in counts(done.frame, "Heathrow Villages", "Shoplifting")
        assert "1 blank counts are left out: they are not zeros." in done.notes

    def test_a_month_in_two_files_counts_once_as_the_newer_says(self, sample):
        (sample / "recent.csv").write_text(NEW.replace("Barking and Dagenham,1,20,30", "Barking and Dagenham,19,20,30"))
        done = cleaned(sample)
        assert counts(done.frame, "Abbey", "Arson")["202402"] == 19
        assert counts(done.frame, "Abbey", "Residential burglary")["202402"] == 0
        assert "1 months are in more than one file and count once." in done.notes

    def test_small_areas_get_the_names_of_their_boroughs(self, tmp_path):
        file = tmp_path / "lsoa.csv"
        file.write_text(
            "lsoa_code,lsoa_name,borough,major_category,minor_category,202403\n"
            "E01000006,Barking and Dagenham 016A,E09000002,THEFT,SHOPLIFTING,3\n"
        )
        frame = cleaned(file).frame
        assert frame.row(0, named=True) == {
            "level": "lsoa",
            "area_code": "E01000006",
            "area": "Barking and Dagenham 016A",
            "borough": "Barking and Dagenham",
            "offence_group": "Theft",
            "offence": "Shoplifting",
            "month": date(2024, 3, 1),
            "count": 3,
        }

    def test_offences_of_no_borough_are_kept_and_counted(self, tmp_path):
        file = tmp_path / "borough.csv"
        file.write_text(
            "majortext,minortext,boroughname,202403\nTHEFT,SHOPLIFTING,Unknown,1\nTHEFT,SHOPLIFTING,Camden,3\n"
            "THEFT,SHOPLIFTING,London Heathrow and London City Airports,4\n"
        )
        done = cleaned(file)
        assert dict(done.frame.select("area", "area_code").iter_rows()) == {
            "Camden": "E09000007", "Hillingdon": "E09000017", "Unknown": None
        }  # fmt: skip
        assert "1 of 8 offences (12.5%) have no known borough." in done.notes

    def test_several_levels_at_once_are_refused_with_the_way_out(self, sample):
        (sample / "borough.csv").write_text("majortext,minortext,boroughname,202403\nTHEFT,SHOPLIFTING,Camden,3\n")
        with pytest.raises(BadRequest) as caught:
            load(SOURCE, sample)
        assert "levels borough and ward" in str(caught.value.problems[0])
        assert load(SOURCE, sample / "*r*c*t*.csv").frame.collect().height == 3

    def test_what_is_no_count_is_refused(self, sample):
        (sample / "recent.csv").write_text(NEW.replace(",2,1\n", ",2,-1\n"))
        with pytest.raises(BadRequest, match="counts cannot be read"):
            cleaned(sample)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("level", "areas", "months", "total", "last"),
    [
        ("borough", 33, 179, 12_145_552, 69_280),
        ("ward", 679, 179, 11_873_846, 67_539),
        ("lsoa", 4988, 12, 865_936, 65_585),
    ],
)
def test_the_real_files(shared_data, level, areas, months, total, last):
    done = cleaned(shared_data / "london-datastore" / f"recorded-crime-{level}-*.parquet")
    frame = done.frame
    assert frame["area_code"].n_unique() == areas
    assert frame.select("area_code", "offence", "month").n_unique() == frame.height
    assert frame["month"].n_unique() == months
    assert frame["count"].sum() == total
    assert frame.filter(pl.col("month") == date(2025, 2, 1))["count"].sum() == last
    hillingdon = frame.filter(pl.col("borough") == "Hillingdon").group_by("month").agg(pl.sum("count")).sort("month")
    change = (hillingdon["count"] / hillingdon["count"].shift(1)).drop_nulls()
    assert change.min() > 0.6
