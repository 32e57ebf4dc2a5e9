"""Every field of the card's specification has a row, and no answer is ever blank."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import dumps, loads, missing_to_approve, missing_to_submit
from peel_ml.cards.content import Fold, Listing, Table
from peel_ml.cards.field import Field
from peel_ml.cards.fields import TABLE, fields, open_before_submission
from peel_ml.cards.html import to_html
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.disclosure import PUBLIC
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.identifiers import IdentifierHit, IdentifierScan
from peel_ml.results.record import RunRecord
from peel_ml.results.rerun import Rerun
from peel_ml.results.stability import Stability, Stress
from peel_ml.results.timeline import Break, Month, Timeline
from peel_ml.usecase.questions import QUESTIONS

RECORDS = ("real_final", "synthetic", "service", "hollow", "bare")
CHAPTERS = {
    0: 6,
    1: 3,
    2: 2,
    3: 8,
    4: 8,
    5: 10,
    6: 4,
    7: 5,
    8: 9,
    9: 3,
    10: 3,
    11: 3,
    12: 2,
    13: 1,
    14: 1,
    15: 1,
    16: 1,
}
"""How many fields each chapter of the specification has; those of chapter 0 to 16 count from 1."""
CODES = [f"{chapter}.{number}" for chapter, many in CHAPTERS.items() for number in range(1, many + 1)]
AT_SIGN_OFF = {"0.3", "0.4", "0.6", "12.1", "12.2", "14.1", "15.1"}
PERSONAL_OR_HIGH = {"4.1", "4.7", "4.8", "5.9", "10.3"}


def of(record: RunRecord) -> dict[str, Field]:
    return {one.code: one for one in fields(record, declaration_of(record))}


def with_declared(record: RunRecord, **changes: object) -> RunRecord:
    declared = {**record.provenance.declaration, **changes}
    return replace(record, provenance=replace(record.provenance, declaration=declared))


def calm(record: RunRecord) -> RunRecord:
    """Return a record of a low-risk use of published data, without children in it."""
    harms = {
        kind: {"who": "Readers", "harm": "A wrong picture", "severity": 2, "reversible": True}
        for kind in ("false_positive", "false_negative")
    }
    declared = with_declared(
        record, decision={"type": "insight"}, harms=harms, purpose={"about": "area_measure", "smallest_area": "borough"}
    )
    adults = tuple(row for row in record.fairness if row.characteristic != "age" or row.group in ("18-24", "25-34"))
    return replace(declared, fairness=adults)


def test_the_table_is_the_specification() -> None:
    assert [row.code for row in TABLE] == CODES
    assert {row.code for row in TABLE if row.needed == "personal_or_high"} == PERSONAL_OR_HIGH
    assert {row.code for row in TABLE if row.needed == "approve"} == AT_SIGN_OFF


def test_every_row_has_a_name_a_source_and_a_standard_that_asks() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)
    for row in TABLE:
        assert row.name, row.code
        assert row.sources, row.code
        assert row.asked_by, row.code
        assert all(len(name) > 4 for name in row.asked_by), row.code


def test_every_question_belongs_to_a_declared_field() -> None:
    declared = {row.code for row in TABLE if "declared" in row.sources}
    assert {one.field for one in QUESTIONS} <= declared


@pytest.mark.parametrize("name", RECORDS)
def test_no_answer_is_blank_or_speaks_python(made: ModuleType, name: str) -> None:
    for one in build(getattr(made, name)()).body.fields:
        assert len(one.text) > 8, one
        assert one.text.endswith((".", "?")), one
        assert not re.search(r"\b(?:nan|NaN|inf|True|False)\b|\.\.|: ?\.|\s\.| {2}|\bNone\.|: None\b", one.text), one
        assert {"open": "Not yet answered", "not_measured": "Not measured because", "too_few": "Too few"}.get(
            one.state, ""
        ) in one.text, one
        if one.state == "not_applicable":
            assert one.text.startswith("Does not apply because"), one


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_names_a_section_of_its_card(made: ModuleType, name: str) -> None:
    card = build(getattr(made, name)())
    ids = {one.id for one in card.body.sections} | {"summary"}
    left_out = {"world", "alternatives", "proxies", "observed", "reasons"}
    for one in card.body.fields:
        assert one.section in ids or one.section in left_out, one


def test_what_an_approval_decides_is_open_for_approval_only(made: ModuleType) -> None:
    known = of(made.real_final())
    for code in AT_SIGN_OFF:
        assert known[code].state == "open"
        assert not known[code].to_submit
        assert known[code].to_approve
        assert "with the card" in known[code].text


def test_every_state_appears(made: ModuleType) -> None:
    states = {one.state for name in RECORDS for one in build(getattr(made, name)()).body.fields}
    states |= {one.state for one in fields(made.real_final(), declaration_of(made.real_final()))}
    assert states == {"given", "open", "not_measured", "not_applicable", "too_few"}


def test_a_hollow_declaration_leaves_every_declared_field_open(made: ModuleType) -> None:
    card = made.card("hollow")
    missing = {one.code for one in missing_to_submit(card)}
    declared = {row.code for row in TABLE if "declared" in row.sources and row.needed == "submit"}
    # Told by the record alone: nothing is declared that could be missing.
    told = {"5.8", "7.4", "9.3"}
    assert missing == (declared - told) | {"4.1", "4.7", "5.9"}


def test_missing_to_submit_names_what_is_open_and_nothing_else(made: ModuleType) -> None:
    record = made.real_final()
    before = {one.code for one in missing_to_submit(build(record))}
    assert "3.1" in before
    answered = with_declared(record, business_problem="Nobody can see which searches differ.")
    after = {one.code for one in missing_to_submit(build(answered))}
    assert before - after == {"3.1"}
    assert after < {one.code for one in missing_to_approve(build(answered))}


def test_the_shipped_use_case_leaves_open_what_only_people_can_give(made: ModuleType, root: object) -> None:
    from peel_ml.usecase.load import load_use_case, resolved

    declared = resolved(load_use_case(root / "usecases/stop-search-outcome"))  # type: ignore[operator]
    record = made.real_final()
    everybody = tuple(
        replace(one, status="not_recorded" if one.status != "measured" else one.status)
        for one in record.fairness_assessment.characteristics
    )
    record = replace(
        record,
        fairness_assessment=replace(record.fairness_assessment, characteristics=everybody),
        provenance=replace(record.provenance, declaration=declared),
    )
    assert {one.code for one in missing_to_submit(build(record))} == {"1.3", "2.1", "4.1", "4.3", "8.2"}


def test_high_risk_and_personal_data_ask_more(made: ModuleType) -> None:
    quiet = of(calm(made.real_final()))
    for code in PERSONAL_OR_HIGH:
        assert quiet[code].state == "not_applicable" or code == "5.9", quiet[code]
        assert not quiet[code].to_submit
        assert not quiet[code].to_approve
    assert "class D1 (published) and the risk is low" in quiet["4.1"].text
    personal = of(with_declared(calm(made.real_final()), data={"class": "D3"}))
    audit = of(made.real_final())
    for known in (personal, audit):
        for code in ("4.1", "4.7", "5.9"):
            assert known[code].state == "open"
            assert known[code].to_submit
        assert known["4.8"].to_approve
        assert not known["4.8"].to_submit
        assert known["10.3"].state == "not_measured"


def test_children_in_the_data_make_it_high_whatever_is_declared(made: ModuleType) -> None:
    record = calm(made.real_final())
    assert "Low." in of(record)["3.8"].text
    ages = next(one for one in made.real_final().fairness if one.characteristic == "age")
    with_children = replace(record, fairness=(*record.fairness, replace(ages, group="10-17")))
    assert "High. Children are among the people in the data." in of(with_children)["3.8"].text


def test_a_card_without_protected_data_answers_every_field(made: ModuleType) -> None:
    record = made.bare()
    none = replace(record.fairness_assessment, characteristics=(), rows=(), disagreement=(), disagreement_share=None)
    record = with_declared(replace(record, fairness=(), fairness_assessment=none), protected={"measured": {}})
    known = of(record)
    assert known["8.3"].state == "not_measured"
    assert known["5.6"].state == "not_measured"
    assert known["8.1"].state == "open"
    assert known["8.1"].text.count("not accounted for") == 9
    assert all(one.text for one in known.values())
    assert "Everything assurance asks for" in to_html(build(record))


def test_figures_of_too_few_people_are_said_to_be_too_few(made: ModuleType) -> None:
    record = made.real_final()
    rows = tuple(replace(row, estimate=None, difference=None, n=None) for row in record.fairness)
    assert of(replace(record, fairness=rows))["8.3"].state == "too_few"
    slope = Estimate(None, reason="Too few to report")
    calibration = replace(record.scores.calibration, slope=slope)
    assert of(replace(record, scores=replace(record.scores, calibration=calibration)))["7.3"].state == "too_few"


def test_new_measurements_are_said_once_they_are_there(made: ModuleType) -> None:
    record = made.real_final()
    old = of(record)
    for code in ("5.10", "6.4", "7.5"):
        assert old[code].text == "Not measured because this record was made before it was measured."
        assert of(replace(record, quick=True))[code].state == "not_measured"
    hit = IdentifierHit("column notes", "email address", 3)
    stress = Stress("Object of search missing in every row", PairedDifference("roc_auc", "x", -0.021, -0.03, -0.01))
    known = of(
        replace(
            record,
            identifiers=IdentifierScan(("columns",), ("email addresses",), (hit,)),
            rerun=Rerun(("roc_auc",), 0.0002, 0.001, True, False),
            stability=Stability("roc_auc", (0.58, 0.6), (stress,)),
            data=replace(record.data, timeline=Timeline((Month("2022-12", 3, 1),), (Break("2022-12", "x", "y"),))),
        )
    )
    assert "email address in column notes" in known["5.10"].text
    assert "within the tolerance of 0.001" in known["6.4"].text
    assert "0.580 to 0.600" in known["7.5"].text
    assert "Object of search missing in every row: −0.021 (−0.030 to −0.010)." in known["7.5"].text
    assert "1 month looked at, 1 break found." in known["5.7"].text
    some = Rerun(("roc_auc",), 0.0, 0.001, True, True, "2 of the 5 models were fitted again.")
    assert of(replace(record, rerun=some))["6.4"].text.endswith("byte for byte. 2 of the 5 models were fitted again.")
    failed = of(replace(record, rerun=Rerun((), None, 0.001, None, None, "the folds were gone")))["6.4"]
    assert failed.text == "Not measured because the folds were gone."


def test_the_public_view_names_its_own_rule(made: ModuleType) -> None:
    record = made.real_final()
    public = {one.code: one.text for one in fields(record, declaration_of(record), PUBLIC)}
    assert "fewer than 10 people and counts are rounded to 5" in public["10.1"]
    assert "fewer than 5 people." in of(record)["10.1"].text


def test_the_order_of_declared_keys_changes_no_answer(made: ModuleType) -> None:
    record = made.real_final()
    declared = json.loads(json.dumps(record.provenance.declaration, sort_keys=True))
    other = replace(record, provenance=replace(record.provenance, declaration=declared))
    assert of(other) == of(record)


@pytest.mark.parametrize("name", RECORDS)
def test_not_yet_answered_on_the_card_is_what_is_missing(made: ModuleType, name: str) -> None:
    card = build(getattr(made, name)())
    limits = next(one for one in card.body.sections if one.id == "limits")
    listed = [block for block in limits.blocks if isinstance(block, Listing)][-1].items
    record = getattr(made, name)()
    expected = open_before_submission(record, declaration_of(record))
    assert list(expected) == [one.name for one in missing_to_submit(card)]
    assert list(listed) == [question for questions in expected.values() for question in questions]
    for one in missing_to_submit(card):
        for question in expected[one.name]:
            assert question[1:] in one.text or question == one.name


def test_the_last_table_lists_every_field_and_reads_back(made: ModuleType) -> None:
    card = made.card("real_final")
    last = card.body.sections[-1]
    folded = next(block for block in last.blocks if isinstance(block, Fold))
    here, elsewhere = (block for block in folded.blocks if isinstance(block, Table))
    assert all(all(row) for row in (*here.rows, *elsewhere.rows))
    codes = [row[0].split()[0] for row in here.rows]
    codes += [name.split()[0] for _, names in elsewhere.rows for name in re.split(r"(?<=\)); ", names)]
    assert len(codes) == len(set(codes))
    assert sorted(codes) == sorted(CODES)
    page = to_html(card)
    # An answer is given here, or the section that gives it is named.
    of = {one.code: one for one in card.body.fields}
    for title, names in elsewhere.rows:
        (place,) = {of[name.split()[0]].section for name in re.split(r"(?<=\)); ", names)}
        assert f'<section id="{place}"' in page
        assert title in page
    assert loads(dumps(card)).body.fields == card.body.fields
