"""Small files of crimes, outcomes, thorough searches and homicide victims, in their published layouts; all made up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

STREET = ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code"]
STREET += ["LSOA name", "Crime type", "Last outcome category", "Context"]
OUTCOMES = [*STREET[:9], "Outcome type"]
PLACE = {"Reported by": "A force", "Falls within": "A force", "Longitude": "-0.0811", "Latitude": "51.5168"}
PLACE |= {"Location": "On or near X", "LSOA code": "E01032739", "LSOA name": "City of London 001F"}
NO_SUSPECT = "Investigation complete; no suspect identified"


def crime(id_: str, month: str, kind: str = "Drugs", last: str = NO_SUSPECT) -> dict[str, str]:
    """Return a row of a street file."""
    return PLACE | {"Crime ID": id_, "Month": month, "Crime type": kind, "Last outcome category": last, "Context": ""}


def outcome(id_: str, month: str, type_: str = "Suspect charged", **more: str) -> dict[str, str]:
    """Return a row of an outcomes file."""
    return PLACE | {"Crime ID": id_, "Month": month, "Outcome type": type_} | more


def written(rows: list[dict[str, str]], header: list[str]) -> bytes:
    """Return a file's bytes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def archive(crimes: list[dict[str, str]], outcomes: list[dict[str, str]], force: str = "city") -> dict[str, bytes]:
    """Return the files of a download: each row in the file of its month."""
    files = {}
    for kind, rows, header in (("street", crimes, STREET), ("outcomes", outcomes, OUTCOMES)):
        for month in sorted({row["Month"] for row in rows}):
            of_month = [row for row in rows if row["Month"] == month]
            files[f"{month}/{month}-{force}-{kind}.csv"] = written(of_month, header)
    return files


def a_few() -> dict[str, bytes]:
    """Return two months with a little of everything."""
    return archive(
        [
            crime("a", "2023-01"),
            crime("a", "2023-01"),
            crime("b", "2023-01", last="Court result unavailable"),
            crime("", "2023-01", "Anti-social behaviour", ""),
            crime("c", "2023-02", last="Status update unavailable"),
        ],
        [outcome("a", "2023-02", NO_SUSPECT), outcome("b", "2023-02"), outcome("z", "2023-01")],
    )


def search(day: str, **changes: str | None) -> dict[str, str | None]:
    """Return a thorough search as the second spelling of the first load has it."""
    return {
        "col_0": None,
        "stop_date": day,
        "area": "West",
        "borough": "Ealing",
        "age_group": "18 or older",
        "appropriate_adult_present": None,
        "sex": "M",
        "ethnic_appearance": "Black",
        "stop_reason": "B Drugs (s.23 Misuse of Drugs Act)",
        "positive_outcome_of_stop": None,
        "outcome_reason": "Not Applicable",
        "sheet": "Sheet1",
        "approporiate_adult_present_if_required?": None,
        "postive_outcome_of_stop": "No",
        "positve_outcome": None,
    } | changes


def searches(path: Path) -> Path:
    """Write thorough searches: a doubled one, three spellings, two formats of date."""
    first = search("2020-05-13 00:00:00.000000")
    rows = [
        first,
        first | {"postive_outcome_of_stop": None, "positve_outcome": "No"},
        search(
            "2020-06-01 00:00:00.000000", **{"age_group": "Under 18", "approporiate_adult_present_if_required?": "Y"}
        ),
        search(
            "2023-09-02",
            postive_outcome_of_stop=None,
            positive_outcome_of_stop="Yes",
            sex="Male",
            age_group="18 or over",
            appropriate_adult_present=" ",
            stop_reason="Drugs (s.23 Drugs Misuse Act)",
        ),
    ]
    pl.DataFrame(rows, schema=dict.fromkeys(first, pl.String)).write_parquet(path)
    return path


def victims(path: Path) -> Path:
    """Write homicide victims: a trailing space, a label without its space."""
    row = {"Count of Victims": "1", "Age Group": "13 to19", "Sex": "Male", "Method of Killing": "Shooting"}
    row |= {"Domestic Abuse": "Not Domestic Abuse", "Recorded Date": "Jul-05", "Homicide Offence Type": "Murder"}
    row |= {"Solved Status": "Solved", "Borough": "Ealing ", "Officer Observed Ethnicity": "White"}
    path.write_bytes(written([row, row | {"Borough": "Ealing", "Age Group": "13 to 19"}], list(row)))
    return path
