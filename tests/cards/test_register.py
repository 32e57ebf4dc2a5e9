"""The register: every use case of the problem book, by objective, with one line of finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import ModuleType
from typing import Literal

import html5lib
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.register import Declared, Line, Register, ScopeState, build_register, to_html

BOOK = (
    Declared("made-up-audit", "Which searches end in an outcome?", "high_standards", "exploring"),
    Declared("other", "Where are visits needed?", "more_trust", "retired"),
    Declared("nowhere", "What is it for?", "", ""),
)


@pytest.fixture
def card(made: ModuleType) -> Card:
    return made.card("real_final")


def lines(register: Register) -> dict[str, Line]:
    return {line.use_case: line for shelf in register.shelves for line in shelf.lines}


def test_every_use_case_stands_once_by_objective(card: Card) -> None:
    register = build_register(BOOK, {"made-up-audit": card}, "internal")
    assert [(shelf.title, [line.use_case for line in shelf.lines]) for shelf in register.shelves] == [
        ("More trust", ["other"]),
        ("Less crime", []),
        ("High standards", ["made-up-audit"]),
        ("Objective not yet answered", ["nowhere"]),
    ]
    assert register.summary == "The problem book holds 3 use cases. 1 of them has a published card."
    assert build_register(reversed(BOOK), {"made-up-audit": card}, "internal") == register


def test_a_line_holds_the_cards_finding(card: Card) -> None:
    register = build_register(BOOK, {"made-up-audit": card}, "internal")
    line = lines(register)["made-up-audit"]
    assert line.finding == card.body.headline
    assert line.worst_verdict == card.body.worst_verdict
    assert line.published == "23 November 2026"
    assert line.sign_off == "Not submitted"
    assert line.href == "made-up-audit/card.html"
    assert [tag.word for tag in line.tags] == ["Exploring"]


def test_the_worst_verdict_comes_before_the_others(made: ModuleType) -> None:
    def worst(*verdicts: str) -> str:
        record = made.real_final()
        judged = [row for row in record.fairness if row.missing == "complete_case" and row.verdict != "not_judged"]
        given = {id(row): verdicts[at % len(verdicts)] for at, row in enumerate(judged)}
        rows = tuple(replace(row, verdict=given.get(id(row), row.verdict)) for row in record.fairness)
        return build(replace(record, fairness=rows)).body.worst_verdict

    assert worst("within", "cannot_tell", "outside").startswith("Outside the limit, which nobody has agreed: ")
    assert worst("within", "cannot_tell").startswith("Cannot tell whether within the limit")
    assert worst("within").startswith("Within the limit")
    assert worst("not_judged") == "No group could be judged."


def test_bad_news_is_listed_in_words(made: ModuleType) -> None:
    record = made.real_final()
    for low, high in ((-0.02, 0.01), (-0.04, -0.01)):
        difference = replace(record.scores.comparisons[0], value=-0.01, low=low, high=high)
        comparisons = tuple(replace(one, value=-0.01, low=low, high=high) for one in record.scores.comparisons) or (
            difference,
        )
        bad = replace(record, scores=replace(record.scores, comparisons=comparisons, lift=difference))
        line = lines(build_register(BOOK, {"made-up-audit": build(bad)}, "internal"))["made-up-audit"]
        assert "No useful model found" in [tag.word for tag in line.tags]


def test_one_without_a_card_says_so() -> None:
    for view, said in (("internal", "No card yet"), ("public", "No public card yet")):
        register = build_register(BOOK, {}, view)  # type: ignore[arg-type]
        assert all(said in [tag.word for tag in line.tags] for line in lines(register).values())
        assert "None of them has" in register.summary


def test_a_decision_is_never_claimed() -> None:
    for stage in ("signed_off", "handed_over"):
        register = build_register([Declared("a", "A", "less_crime", stage)], {}, "internal")
        assert lines(register)["a"].sign_off == "Look up the decision where it is recorded"


def test_a_card_of_another_kind_is_refused(made: ModuleType, card: Card) -> None:
    public = made.public_card("real_final")
    for view, wrong in (("public", card), ("internal", public), ("internal", made.card("synthetic"))):
        with pytest.raises(ValueError, match="takes cards of that view"):
            build_register(BOOK, {"made-up-audit": wrong}, view)  # type: ignore[arg-type]


@pytest.mark.parametrize("view", ["internal", "public"])
def test_the_page_is_valid_needs_nothing_and_is_the_same_each_time(made: ModuleType, view: str) -> None:
    card = made.public_card("real_final") if view == "public" else made.card("real_final")
    register = build_register(BOOK, {"made-up-audit": card}, view)  # type: ignore[arg-type]
    page = to_html(register)
    html5lib.HTMLParser(strict=True).parse(page)
    assert page == to_html(register)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert f'href="made-up-audit/{"public" if view == "public" else "card"}.html"' in page
    assert page.count("<h3") == len(BOOK)


def test_words_from_outside_are_escaped() -> None:
    hostile = Declared("a", "<script>alert(1)</script>" + "x" * 300, "less_crime", "<b>")
    page = to_html(build_register([hostile], {}, "internal"))
    assert "<script>alert" not in page
    assert "<b>" not in page.split("<main")[1]
    html5lib.HTMLParser(strict=True).parse(page)


SIGNED = {
    "made-up-audit": (
        ScopeState("pilot", "rejected"),
        ScopeState("publication", "approved", datetime(2027, 3, 5)),
        ScopeState("rehearsal", "approved", datetime(2027, 3, 5)),
    ),
    "other": (ScopeState("pilot", "revoked", withheld_reason="a court has asked for it"),),
    "left": (ScopeState("pilot", "withdrawn"),),
}


@pytest.mark.parametrize("view", ["internal", "public"])
def test_where_a_use_case_stands_is_shown_scope_by_scope(made: ModuleType, view: Literal["internal", "public"]) -> None:
    card = made.public_card("real_final") if view == "public" else made.card("real_final")
    register = build_register(BOOK, {"made-up-audit": card}, view, SIGNED)
    shown = {name: [tag.word for tag in line.states] for name, line in lines(register).items()}
    practice = ["Approved for a rehearsal until 5 March 2027"] if view == "internal" else []
    assert shown["made-up-audit"] == [*practice, "Approved for publication until 5 March 2027", "Rejected for a pilot"]
    assert shown["nowhere"] == []
    page = to_html(register)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Rejected for a pilot" in page
    assert "It may not be used for that. This stands for good." in page


def test_a_state_is_withheld_only_with_a_published_reason() -> None:
    public = build_register(BOOK, {}, "public", SIGNED)
    (tag,) = lines(public)["other"].states
    assert (tag.word, tag.text) == ("Not shown for a pilot", "Why: A court has asked for it.")
    assert "Approval taken back" not in to_html(public)
    (tag,) = lines(build_register(BOOK, {}, "internal", SIGNED))["other"].states
    assert tag.word == "Approval taken back"
    assert "A court has asked for it." in tag.text
    blank = {"other": (ScopeState("pilot", "revoked", withheld_reason="  "),)}
    (tag,) = lines(build_register(BOOK, {}, "public", blank))["other"].states
    assert tag.word == "Approval taken back"


def test_what_was_decided_outlives_the_folder() -> None:
    register = build_register(BOOK, {}, "public", SIGNED)
    line = lines(register)["left"]
    assert [tag.word for tag in line.tags] == ["No longer in the problem book", "No public card yet"]
    assert [tag.word for tag in line.states] == ["Withdrawn"]


def test_the_summary_counts_what_is_shown() -> None:
    said = build_register(BOOK, {}, "public", SIGNED).summary
    assert said.endswith(
        "1 is approved for something now. For 2 use cases something was rejected, withdrawn or taken back."
    )
    assert "For 3 use cases" in build_register(BOOK, {}, "internal", SIGNED).summary


def test_a_declared_sign_off_without_a_decision_says_so() -> None:
    register = build_register([Declared("a", "A", "less_crime", "signed_off")], {}, "internal", {})
    assert lines(register)["a"].sign_off == "Declared, but no decision is recorded"


@pytest.mark.parametrize("view", ["internal", "public"])
def test_without_sign_off_the_register_is_what_it_was(made: ModuleType, view: Literal["internal", "public"]) -> None:
    cards = {"made-up-audit": made.public_card("real_final") if view == "public" else made.card("real_final")}
    assert build_register(BOOK, cards, view) == build_register(BOOK, cards, view, None)
    assert all(not line.states for line in lines(build_register(BOOK, cards, view)).values())
