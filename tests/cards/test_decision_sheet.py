"""The decision sheet and the headline: short, plain, and no more than was found."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.sections import worst
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.findings import Finding
from tests.cards.made import RUNS


def sheet_words(card: Card) -> int:
    """Count what stands on the page: the title, the status line and the five questions."""
    parts = [card.body.title, *(one.word for one in card.body.status)]
    for answer in card.body.decision_sheet:
        parts += [answer.question, *answer.sentences]
    return len(" ".join(parts).split())


@pytest.mark.parametrize("name", RUNS)
def test_decision_sheet_is_five_questions_in_350_words(made: ModuleType, name: str) -> None:
    card = build(getattr(made, name)())
    assert len(card.body.decision_sheet) == 5
    assert all(answer.sentences for answer in card.body.decision_sheet)
    assert sheet_words(card) <= 350
    assert [answer.question for answer in card.body.decision_sheet] == [
        "What is it for?",
        "Does it work better than today?",
        "Does it work differently for different groups?",
        "What is not known?",
        "What am I asked to decide?",
    ]


@pytest.mark.parametrize("times", [1, 6, 80])
@pytest.mark.parametrize("stop", [".", ","])
def test_decision_sheet_stays_short_when_the_declaration_is_long(made: ModuleType, times: int, stop: str) -> None:
    record = made.real_final()
    said = " ".join([f"this is one more sentence about it{stop}"] * times)
    long = made.declaration(
        plain_description=said,
        out_of_scope_uses=[said] * 3,
        limitations=[said],
        decision={"type": "service", "asked_of_reviewer": said},
        harms={kind: {"who": said, "harm": said, "severity": 4} for kind in ("false_positive", "false_negative")},
    )
    card = build(replace(record, provenance=replace(record.provenance, declaration=long)))
    assert sheet_words(card) <= 350
    assert all(answer.sentences for answer in card.body.decision_sheet)


def test_the_decision_sheet_says_who_could_be_hurt_and_the_widest_gap(made: ModuleType) -> None:
    record = made.real_final()
    sheet = build(record).body.decision_sheet
    groups, ask = " ".join(sheet[2].sentences), " ".join(sheet[4].sentences)
    harmed = record.provenance.declaration["harms"]
    for kind in ("false_positive", "false_negative"):
        assert harmed[kind]["who"].rstrip(".").lower() in ask.lower()
    lowest = min(
        (
            row
            for row in record.fairness
            if row.metric == "observed_minus_expected" and row.missing == "complete_case" and row.difference_shown
        ),
        key=lambda row: row.difference,
    )
    assert lowest.difference < 0
    said = re.search(r"The widest gap (?:we can show )?against a group: (.*?\(95% range: .*?\))", groups)
    assert said is not None
    assert f"“{lowest.group}”" in said[1]
    assert f"{-100 * lowest.difference:.1f} fewer had the outcome" in said[1]
    assert f"{-100 * lowest.difference_high:.1f} to {-100 * lowest.difference_low:.1f} fewer; {lowest.n:,} " in said[1]


def test_a_gap_is_called_the_widest_only_where_no_figure_is_held_back(made: ModuleType) -> None:
    record = made.real_final()
    evidence = evidence_of(record, declaration_of(record))
    measured = tuple(row for row in evidence.rows if row.difference is not None)
    assert worst.sentences(replace(evidence, rows=measured))[0].startswith("The widest gap against a group: ")
    assert measured != evidence.rows
    assert worst.sentences(evidence)[0].startswith("The widest gap we can show against a group: ")


def test_a_group_whose_record_changed_is_named_with_care(made: ModuleType) -> None:
    record = made.real_final()
    plain = " ".join(build(record).body.decision_sheet[2].sentences)
    assert "The way it is recorded has changed" not in plain
    group = re.search(r"of “([^”]*)” \(([^)]*)\)", plain)
    assert group is not None
    evidence = tuple(
        {"column": column, "label": label}
        for column in record.provenance.declaration["protected"]["measured"]
        for label in re.split(r", ", group[1])
    )
    changed = Finding("vocabulary-break", "warn", "Labels change", "They do.", "Look.", evidence)
    told = build(replace(record, findings=(*record.findings, changed))).body.decision_sheet[2]
    assert "The way it is recorded has changed" in " ".join(told.sentences)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.05, 0.04, 0.06, "Works better than today’s method"),
        (0.01, -0.01, 0.03, "No useful model: not shown to work better than today’s method."),
        (-0.05, -0.06, -0.04, "No useful model: it works worse than today’s method."),
        (None, None, None, "How it compares with today’s method could not be measured."),
    ],
)
def test_the_headline_is_what_was_found_in_one_line(
    made: ModuleType, value: float | None, low: float | None, high: float | None, said: str
) -> None:
    record = made.real_final()
    today = PairedDifference(baseline="previous_process", metric=record.scores.primary, value=value, low=low, high=high)
    scores = replace(record.scores, comparisons=(today,))
    body = build(replace(record, scores=scores)).body
    assert body.headline.startswith(said)
    assert len(body.headline) < 200
    assert re.search(r"A difference is shown for \w+ of \d+ groups; ", body.headline)
    opening = {True: "Yes.", False: "No.", None: "That is not shown."}
    if value is None:
        assert body.decision_sheet[1].sentences[0] == "That is not known."
    else:
        better = True if low > 0 else False if high < 0 else None
        assert body.decision_sheet[1].sentences[0] == opening[better]
