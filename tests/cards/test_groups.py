"""One sentence a group with both answers, before any chart; both records of ethnicity; what missing people turn."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from peel_ml.cards.content import Block, Caution, Figure, Fold, Listing, Statuses, Table
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.sections.groups import section
from peel_ml.results.record import RunRecord


def groups(record: RunRecord) -> tuple[Block, ...]:
    """Return the section of a record as it is: what disclosure control holds back is tested where it is done."""
    return section(record, declaration_of(record)).blocks


def test_every_group_of_every_measure_has_its_sentence_before_the_chart(made: ModuleType) -> None:
    record = made.real_final()
    for measure, name in (("ethnicity_officer", "Ethnicity as the officer recorded it"), ("age", "Age band")):
        blocks = made.reading.after(groups(record), name)
        kinds = [type(one) for one in blocks]
        assert kinds.index(Statuses) < kinds.index(Figure)
        said = next(one for one in blocks if isinstance(one, Statuses)).statuses
        expected = [
            row
            for row in record.fairness
            if (row.characteristic, row.metric, row.missing) == (measure, "observed_minus_expected", "complete_case")
        ]
        assert [one.title for one in said] == [row.group for row in expected]
        for one, row in zip(said, expected, strict=True):
            if row.difference is None:
                assert one.word == "Too few to report"
                assert "not the same as no difference" in one.text
                continue
            first = one.text
            assert f"{row.n:,} searches" in first
            assert "95% range: " in first
            assert "difference is shown" in first
            assert "limit" in first


@pytest.mark.parametrize(
    ("changes", "word", "said"),
    [
        (
            {"verdict": "within", "difference_shown": True},
            "Within the limit",
            "A difference is shown: had the outcome 1.1 points more often than for everyone else (95% range: ",
        ),
        (
            {"verdict": "outside", "difference_shown": True},
            "Outside the limit",
            "A difference is shown: had the outcome 1.1 points more",
        ),
        (
            {"verdict": "cannot_tell", "difference_shown": False, "reason": "the interval reaches across the limit"},
            "Cannot tell",
            "Whether it is within the limit we cannot tell: the range is too wide.",
        ),
        (
            {"verdict": "within", "difference_shown": False, "difference_low": 0.001, "difference_high": 0.021},
            "Within the limit",
            "No difference is shown, allowing for all comparisons: had the outcome 1.1 points more often",
        ),
        (
            {"verdict": "within", "difference_shown": True, "difference": -0.011, "difference_low": -0.02}
            | {"difference_high": -0.002},
            "Within the limit",
            "1.1 points less often than for everyone else (95% range: 0.2 to 2.0 less; ",
        ),
        (
            {"verdict": "cannot_tell", "difference_shown": None, "reason": ""},
            "Cannot tell",
            "Whether there is a difference cannot be told: ",
        ),
    ],
)
def test_the_sentence_gives_both_answers(made: ModuleType, changes: dict[str, Any], word: str, said: str) -> None:
    record = made.real_final()
    plain = {"difference": 0.011, "difference_low": -0.01, "difference_high": 0.032, "reason": ""}
    rows = tuple(
        replace(row, **{**plain, **changes}) if (row.characteristic, row.group) == ("sex", "Female") else row
        for row in record.fairness
    )
    blocks = made.reading.after(groups(replace(record, fairness=rows)), "Gender as recorded")
    one = next(
        one for block in blocks if isinstance(block, Statuses) for one in block.statuses if one.title == "Female"
    )
    assert one.word == word
    assert said in one.text
    assert one.word.lower() in one.text.lower()


def test_the_reference_stands_beside_everyone_else(made: ModuleType) -> None:
    record = made.real_final()
    # Even if a record compared the reference with itself, the card would not.
    rows = tuple(
        replace(row, reference_difference=0.01, reference_shown=True) if row.reference == "White" else row
        for row in record.fairness
    )
    record = replace(record, fairness=rows)
    said = next(
        one
        for one in made.reading.after(groups(record), "Ethnicity as the officer recorded it")
        if isinstance(one, Statuses)
    )
    white, black = (next(one for one in said.statuses if one.title == name) for name in ("White", "Black"))
    assert "1.0 points more often than for White" in black.text
    assert "than for White" not in white.text
    unsure = replace(record, fairness=tuple(replace(row, reference_shown=False) for row in rows))
    assert "than for White" not in made.reading.texts(tuple(one for one in groups(unsure) if isinstance(one, Statuses)))
    table = next(
        one
        for one in made.reading.after(groups(record), "Ethnicity as the officer recorded it")
        if isinstance(one, Figure)
    ).table
    assert "Difference to White (95% range)" in [column.name for column in table.columns]


def test_a_limit_nobody_agreed_is_never_met(made: ModuleType) -> None:
    record = made.real_final()
    agreed = replace(record.fairness_assessment.tolerance, agreed=True)
    for assessment, colours in (
        (record.fairness_assessment, {"note", "look_closer", "cannot_tell"}),
        (replace(record.fairness_assessment, tolerance=agreed), {"met", "not_met", "cannot_tell"}),
    ):
        blocks = groups(replace(record, fairness_assessment=assessment))
        seen = {one.outcome for block in blocks if isinstance(block, Statuses) for one in block.statuses}
        assert "cannot_tell" in seen
        assert seen <= colours


def test_metrics_that_are_not_judged_stand_in_one_table(made: ModuleType) -> None:
    record = made.real_final()
    more = tuple(
        replace(row, metric=metric, verdict="not_judged", primary=False)
        for metric in ("selection_rate", "accuracy")
        for row in record.fairness
        if (row.characteristic, row.missing) == ("sex", "complete_case")
    )
    blocks = groups(replace(record, fairness=(*record.fairness, *more)))
    fold = next(one for one in blocks if isinstance(one, Fold) and "measured beside it" in one.summary)
    table = next(one for one in fold.blocks if isinstance(one, Table) and one.caption.startswith("Gender as recorded"))
    assert [column.name for column in table.columns] == ["Group", "Number", "Flagged", "Judged rightly"]
    assert [row[0] for row in table.rows] == ["Female", "Male", "Other"]
    assert table.rows[2][2:] == ("Too few", "Too few")


def test_both_records_of_ethnicity_stand_side_by_side(made: ModuleType) -> None:
    blocks = made.reading.after(groups(made.real_final()), "Ethnicity, from two records")
    fold = next(one for one in blocks if isinstance(one, Fold))
    table = next(one for one in fold.blocks if isinstance(one, Table))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Mixed or multiple ethnic groups"][1] == "No such code in this record"
    assert rows["Black, Black British, Caribbean or African"][1].startswith("Black: ")
    assert all(re.search(r"(Shown|Not shown)\. ", cell) for cell in rows["White"])
    alone = replace(
        made.real_final(),
        fairness=tuple(row for row in made.real_final().fairness if "officer" not in row.characteristic),
    )
    assert "Ethnicity, from two records" not in made.reading.texts(groups(alone))


def test_the_whole_of_a_measure_is_within_only_if_every_group_is(made: ModuleType) -> None:
    record = made.real_final()

    def first(**verdicts: str) -> str:
        rows = tuple(
            replace(row, verdict=verdicts.get(row.group, "within"), difference=0.001, difference_shown=False)
            if row.characteristic == "sex"
            else row
            for row in record.fairness
        )
        listing = next(one for one in groups(replace(record, fairness=rows)) if isinstance(one, Listing))
        return next(line for line in listing.items if line.startswith("Gender"))

    assert first().endswith("Every group is within the limit.")
    assert "Outside the limit: Female." in first(Female="outside", Male="cannot_tell")
    assert "it is open for 1 of 3 groups" in first(Male="cannot_tell")


def test_a_turned_answer_is_said_with_both_figures(made: ModuleType) -> None:
    blocks = made.reading.after(groups(made.real_final()), "People without a recorded group")
    sure = [one for one in blocks if isinstance(one, Caution)]
    assert [one.lead for one in sure] == ["Leaving people out turns an answer around."]
    assert "2.2 points less often (95% range: 1.4 to 3.0 less)" in sure[0].text
    assert "1.3 points more often (95% range: 0.4 to 2.2 more)" in sure[0].text
    assert sure[0].text.endswith("Both directions are shown.")
    fold = next(one for one in blocks if isinstance(one, Fold) and "leaving people out turns" in one.summary)
    table = made.reading.texts(fold.blocks)
    assert re.search(r"White everyone else [+−]?0\.0 ", table)
    assert table.count(", shown") == 2
    assert "Female" not in table
    record = made.real_final()
    half = replace(record.fairness_assessment.sensitivity[0], complete_shown=False)
    assessment = replace(record.fairness_assessment, sensitivity=(half,))
    text = made.reading.texts(groups(replace(record, fairness_assessment=assessment)))
    assert "Both directions are shown." not in text
    assert "1 figure that leaving people out turns around" in text
