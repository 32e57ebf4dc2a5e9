"""``london-datastore/officer-abstraction``."""

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.contract.source_contract import SourceContract

KINDS = ("Aid", "CAD", "Court", "Custody", "Local Aid", "Not Abstracted", "Staffing Up", "Training")
TIME = "Date,Borough," + ",".join(f"Abstraction Type_{kind}" for kind in KINDS) + "\n"
CRIME = "majortext,minortext,boroughname,202001,202002,202003,202004,202005,202006\n"


def minutes(month: str, borough: str, kept: int) -> str:
    return f"{month},{borough},60,0,0,0,0,{kept},0,40\n"


def written(folder, *, survey: bool = True):
    folder.mkdir()
    rows = TIME
    for number in range(1, 7):
        for borough in ("Kingston", "Camden"):
            rows += minutes(f"2020-0{number}-01", borough, 90 if number == 3 else 900)
    (folder / "time.csv").write_text(rows)
    (folder / "crime.csv").write_text(
        CRIME
        + "BURGLARY,DOMESTIC BURGLARY,Camden,5,5,5,0,0,0\n"
        + "BURGLARY,RES BURGLARY OF A HOME,Camden,0,0,0,4,4,4\n"
        + "BURGLARY,DOMESTIC BURGLARY,Kingston upon Thames,1,1,1,1,1,1\n"
        + "THEFT,SHOPLIFTING,Camden,9,9,9,9,9,9\n"
        + "THEFT,THEFT FROM THE PERSON,London Heathrow and London City Airports,9,9,9,9,9,9\n"
    )
    if survey:
        (folder / "survey.csv").write_text(
            "Date,Survey,Borough,Measure,Proportion,MPS\n"
            "3/31/2020,PAS,Camden,Trust MPS,0.8,0.7\n"
            "3/31/2020,PAS,Kingston upon Thames,Trust MPS,0.9,0.7\n"
        )
    (folder / "other.csv").write_text("a,b\n1,2\n")
    return folder


class TestOfficerAbstraction(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/officer-abstraction")

    @pytest.fixture
    def sample(self, tmp_path):
        return written(tmp_path / "published")

    def test_one_row_a_borough_and_month_whatever_the_spelling(self, source, sample):
        cleaned = clean(load(source, sample).frame.collect(), source.steps)
        frame = cleaned.frame
        assert frame.select("borough", "month").rows() == [
            (borough, date(2020, month, 1)) for borough in ("Camden", "Kingston upon Thames") for month in range(1, 7)
        ]
        camden = frame.filter(pl.col("borough") == "Camden")
        assert camden["residential_burglary"].to_list() == [5, 5, 5, 4, 4, 4]
        assert camden["minutes_aid"].to_list() == [60, 60, None, 60, 60, 60]
        assert camden["trust"].to_list() == [None, None, 0.8, None, None, None]
        assert "1 rows are of no borough of the force (airports, unknown), and left out." in cleaned.notes
        assert "Ward officers' time is incomplete in March 2020, and left out." in cleaned.notes
        assert any("6 months have time and crime, January 2020 to June 2020" in note for note in cleaned.notes)

    def test_without_the_survey_nothing_is_said_about_trust(self, source, tmp_path):
        loaded = load(source, written(tmp_path / "few", survey=False))
        assert loaded.notes == ("The survey is not there: nothing is said about trust.",)
        frame = clean(loaded.frame.collect(), source.steps).frame
        assert frame["trust"].null_count() == frame.height

    def test_minutes_alone_are_not_enough(self, source, sample):
        (sample / "crime.csv").unlink()
        assert not source.recognises(sample)
        with pytest.raises(BadRequest):
            load(source, sample)


@pytest.mark.real_data
def test_the_real_files(shared_data):
    source = source_named("london-datastore/officer-abstraction")
    cleaned = clean(load(source, shared_data).frame.collect(), source.steps)
    held = cleaned.frame.filter(pl.col("minutes_kept").is_not_null())
    assert held["month"].n_unique() == 70
    assert held["borough"].n_unique() == 32
    assert (
        "71 months have ward officers' time, 179 recorded crime and 25 quarters the survey. 71 months have time and "
        "crime, May 2018 to March 2024; 16 quarters have all three." in cleaned.notes
    )
