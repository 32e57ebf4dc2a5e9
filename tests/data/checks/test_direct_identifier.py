from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed
from peel_ml.data.checks import CHECKS
from peel_ml.data.checks.view import DataView
from peel_ml.data.identifiers import KIND_NAMES

CODE = "direct-identifier"
ROWS = 40
WORDS = ["on foot", "in a vehicle", "at a station"]
DICE = random.Random(1)


def nhs():
    while True:
        first = f"{DICE.randrange(400_000_000, 499_999_999)}"
        rest = 11 - sum(w * int(d) for w, d in zip(range(10, 1, -1), first, strict=True)) % 11
        if rest != 10:
            return first + str(rest % 11)


def among(text):
    """Return a column of ordinary words with one row that holds the text."""
    return [*[WORDS[row % 3] for row in range(ROWS - 1)], text]


HOLDS = {
    "email address": [("note", among("write to ann.jones@example.org please"))],
    "telephone number": [
        ("note", among("call 07700 900123")),
        ("note", among("ring +44 (0)20 7946 0018 after six")),
        ("note", among("(01632) 960 001")),
        ("mobile_phone", [7_700_900_000 + row for row in range(ROWS)]),
    ],
    "National Insurance number": [("note", among("NI AB 12 34 56 C")), ("code", among("ab123456c"))],
    "NHS number": [
        ("note", among("NHS no. 943 476 5919")),
        ("patient", [nhs() for _ in range(ROWS)]),
        ("patient", [int(nhs()) for _ in range(ROWS)]),
    ],
    "full postcode": [("place", among("10 High Street, SW1A 1AA")), ("place", ["e16an", "n17aa", "sw1a1aa", "se10aa"])],
    "PNC identifier": [("note", among("PNC 2008/0056560Z")), ("ref", among("08/56560Z"))],
    "CRO number": [("note", among("CRO 265416/21G")), ("ref", among("SF05/482703J"))],
    "vehicle registration mark": [
        ("note", among("a blue van, AB12 CDE")),
        ("vehicle", ["AB12CDE", "LK61XYZ", "YX09RTO"]),
        ("vrm", ["A123 BCD", "ABC 123D", "LD70ABC", "RT 1"]),
    ],
    "driving licence number": [("note", among("MORGA657054SM9IJ"))],
    "passport number": [("passport_number", [f"{row + 512_000_000}" for row in range(ROWS)])],
    "full date of birth": [
        ("date_of_birth", [date(1980, 3, 4) + timedelta(days=row) for row in range(ROWS)]),
        ("DOB", ["04/03/1980", "05/07/1991"]),
        ("dob", [19_800_304, 19_910_705]),
        ("note", among("Male, d.o.b. 4/3/1980")),
    ],
    "internet address": [("note", among("from 81.2.69.142.")), ("host", ["2a02:6b67:d2e1::1", "2a02:6b67:d2e1::2"])],
    "name of a person": [
        ("Surname", ["Ngata", "Okafor"]),
        ("OfficerName", ["J. Ngata"]),
        ("handled_by", ["Mary Ngata", "Mr Paul O'Hara", "Shah, Priya", "Wei Chen", "Ali Khan"]),
    ],
    "officer's collar or warrant number": [("collar_number", [str(row) for row in range(ROWS)])],
}
"""For each kind columns that hold it."""

INNOCENT = {
    "digest": [f"{DICE.getrandbits(256):064x}" for _ in range(500)],
    "number": [f"{DICE.randrange(10**9, 10**10)}" for _ in range(500)],
    "whole_number": [DICE.randrange(10**9, 10**10) for _ in range(500)],
    "latitude": [f"{51 + DICE.random():.6f}" for _ in range(500)],
    "when": [f"2023-03-{day:02}T{hour:02}:15:00+00:00" for day in range(1, 29) for hour in range(24)],
    "born": ["1980", "1991", "before 1970"],
    "month_of_birth": [date(1980, month, 1) for month in range(1, 13)],
    "date_of_birth": [date(1980 + year, 1, 1) for year in range(12)],
    "version": ["4.7.0", "3.17.2", "2024.1.0", "10.0.0.1234"],
    "local": ["127.0.0.1", "0.0.0.0"],
    "clock": ["12:30:00", "23:59"],
    "law": ["Misuse of Drugs Act 1971 (section 23)", "s1 PACE 1984", "section 60 CJPOA", "M1 2nd carriageway"],
    "lsoa": ["E01000001", "Camden 001A"],
    "outcode": ["SW1A", "E1", "N17"],
    "helpline": ["0800 555 111", "101", "0300 123 1212"],
    "borough": ["Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon"],
    "month_name": ["January", "April", "May", "June", "July", "August", "October"],
    "place": ["Victoria Street", "Albert Road", "St James Park", "High Street", "King's Cross", "George Street"],
    "ward_name": ["Abbey", "Grange", "Heathrow Villages", "Chelsea Riverside", "Bow East", "Rose Hill"],
    "surname_recorded": [True, False],
    "phone_seized": ["True", "False"],
    "reference": ["123456/23", "2023/ABC", "01/2345678"],
    "bad_check_letter": ["2008/0056560A", "265416/21H", "943 476 5918", "GB123456A"],
}
"""Columns that look a little like it, and name nobody."""


def looked_at(name, values):
    frame = pl.DataFrame({name: values})
    return DataView(frame, frame)


def test_there_is_a_case_for_every_kind():
    assert set(HOLDS) == set(KIND_NAMES)


@pytest.mark.parametrize(("kind", "name", "values"), [(kind, *case) for kind in HOLDS for case in HOLDS[kind]])
def test_a_column_that_holds_one_is_found_and_its_value_is_not_told(kind, name, values, found):
    finding = found(CODE, looked_at(name, values))
    assert {(row["place"], row["kind"]) for row in finding.evidence} == {(f"column {name}", kind)}
    assert not any(str(value) in str(finding) for value in values if len(str(value)) > 4)
    rows = finding.evidence[0]["rows"]
    assert rows is None or rows >= 5
    assert (rows is None) == (sum(1 for value in values if value not in WORDS) < 5)


@pytest.mark.parametrize("name", INNOCENT)
def test_what_names_nobody_is_not(name, outcome_of):
    outcome = outcome_of(CODE, looked_at(name, INNOCENT[name]))
    assert isinstance(outcome, Passed), outcome


def test_it_blocks_unless_the_run_leaves_the_column_out(view, found):
    frame = view.frame.with_columns(surname=pl.lit("Ngata"))
    assert next(row.severity for row in CHECKS if row.code == CODE) == "block"
    assert found(CODE, replace(view, frame=frame)).severity is None
    beside = found(CODE, replace(view, frame=frame, left_out=frozenset({"surname"})))
    assert beside.severity == "warn"
    assert beside.evidence[0]["used"] is False


def test_one_value_in_the_last_of_many_rows_is_found(found):
    values = [f"case {row}" for row in range(60_000)] + ["case of 07700 900123"]
    assert found(CODE, looked_at("note", values)).evidence[0]["kind"] == "telephone number"


def test_without_columns_there_is_nothing_to_ask(outcome_of):
    assert isinstance(outcome_of(CODE, DataView(pl.DataFrame(), pl.DataFrame())), NotApplicable)


@pytest.mark.real_data
@pytest.mark.parametrize("archive", ["met", "older", "city"])
def test_the_published_archives_name_nobody(archive, request, outcome_of):
    view = request.getfixturevalue(archive)
    for frame in (view.frame, view.raw):
        assert isinstance(outcome_of(CODE, replace(view, frame=frame)), Passed)
