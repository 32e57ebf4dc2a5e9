"""What sign-off joins to a card: shown in full, never hashed, and in public without a word that a person wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType
from typing import get_args

import html5lib
import pytest

from peel_ml.assurance.policy import Scope
from peel_ml.assurance.states import APPROVED
from peel_ml.assurance.states import STATES as OF_A_MATTER
from peel_ml.cards.card import digest, dumps, missing_to_approve
from peel_ml.cards.html import to_html as plain_html
from peel_ml.cards.signed import (
    SCOPES,
    STATES,
    Decision,
    Said,
    ScopeState,
    Signed,
    since_last_approved,
    status,
    to_html,
    to_markdown,
    with_sign_off,
)
from peel_ml.cards.signed.fields import ANSWERS
from peel_ml.errors import BadRequest
from tests.cards.made import signing
from tests.cards.test_words import TECHNICAL, UNWANTED, above_the_annex, visible


def test_every_state_and_scope_of_sign_off_has_words() -> None:
    assert set(OF_A_MATTER) <= set(STATES)
    assert set(get_args(Scope)) == set(SCOPES)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("state", STATES)
def test_only_an_approval_that_allows_something_looks_like_one(state: str, scope: str) -> None:
    tag = status(ScopeState(scope, state, signing.UNTIL))
    assert (tag.outcome == "met") == (state in APPROVED and scope != "rehearsal")
    assert tag.word
    assert tag.text
    assert "{" not in tag.word + tag.text


def test_an_unknown_state_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no state 'signed'"):
        status(ScopeState("pilot", "signed"))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ["real_final", "service", "synthetic"])
def test_the_state_opens_every_rendering(made: ModuleType, name: str, state: str) -> None:
    scope = "rehearsal" if name == "synthetic" else "pilot"
    card = made.card(name)
    joined = with_sign_off(card, signing.signed(state, scope))
    word = status(ScopeState(scope, state, signing.UNTIL)).word
    page = to_html(joined)
    html5lib.HTMLParser(strict=True).parse(page)
    first = visible(page[: page.index('id="summary"')])
    assert word in first
    assert "Not submitted for sign-off" not in first
    assert to_markdown(joined).split("\n\n")[1].startswith(f"**{word}.**")
    # Colour is not alone: the banner's class, its mark and its words come from one outcome.
    banner = re.search(r'<div class="standing (\w+)".*?#i-(\w+)', page, re.S)
    assert banner is not None
    assert banner[1] == banner[2] == joined.standing.outcome


def test_nothing_that_is_joined_is_hashed_or_kept(made: ModuleType) -> None:
    card = made.card("real_final")
    before, page = dumps(card), plain_html(card)
    joined = with_sign_off(card, signing.signed())
    assert joined.digest == digest(card)
    assert digest(card) in to_html(joined)
    assert dumps(card) == before
    assert plain_html(card) == page
    assert "Kit Elder" not in page
    # Everything else on the page is what it is without.
    for one in card.body.sections:
        if one.id not in ("sign-off", "annex", "asked"):
            assert one in joined.sections


def test_the_same_card_and_sign_off_give_the_same_bytes(made: ModuleType) -> None:
    card = made.card("real_final")
    first, second = (with_sign_off(card, signing.signed()) for _ in range(2))
    assert to_html(first) == to_html(second)
    assert to_markdown(first) == to_markdown(second)


def test_fields_that_only_sign_off_answers_are_answered(made: ModuleType) -> None:
    card = made.card("real_final")
    joined = with_sign_off(card, signing.signed())
    answered = {one.code: one for one in joined.body.fields}
    assert all(answered[code].state in ("given", "not_applicable") for code in ANSWERS)
    assert signing.signed().manifest_sha256 in answered["0.4"].text
    assert "1 dissent" in answered["15.1"].text
    others = [one for one in card.body.fields if one.code not in ANSWERS]
    assert [one for one in joined.body.fields if one.code not in ANSWERS] == others
    still = {one.code for one in missing_to_approve(replace(card, body=joined.body))}
    assert still == {one.code for one in missing_to_approve(card)} - set(ANSWERS)
    page = to_html(joined)
    asked = page[page.index('<section id="asked"') :]
    assert "Open: the status, the scope" not in asked


def test_what_the_register_does_not_know_stays_open(made: ModuleType) -> None:
    joined = with_sign_off(made.card("real_final"), signing.unsigned())
    answered = {one.code: one for one in joined.body.fields}
    assert {answered[code].state for code in ("0.4", "12.1", "12.2", "14.1", "15.1")} == {"open"}
    page = visible(to_html(joined))
    assert "Nobody has decided anything yet." in page
    assert "Nobody has yet." in page
    assert "Approved" not in page


def test_decisions_are_told_in_the_reviewers_own_words(made: ModuleType) -> None:
    joined = with_sign_off(made.card("real_final"), signing.signed())
    for said in (visible(to_html(joined)), to_markdown(joined)):
        for one in signing.DECISIONS:
            assert one.did in said
            assert one.name in said
            assert all(words.words in said for words in one.words)
        for two in signing.CONDITIONS:
            assert two.text in said
        for gate in signing.GATES:
            assert gate.title in said
            assert all(evidence.text in said for evidence in gate.evidence)
        assert "Dissent." in said
        assert "An open doubt." in said
        assert signing.JUSTIFICATIONS[0].aim in said


def test_what_is_in_the_way_comes_first(made: ModuleType) -> None:
    page = to_html(with_sign_off(made.card("real_final"), signing.signed("in_review")))
    page = page[page.index('<section id="sign-off"') :]
    places = [page.index(title) for title in ("No group is outside the limit", "Done again", "Every required field")]
    assert places == sorted(places)


def test_codes_stand_in_the_annex_alone(made: ModuleType) -> None:
    joined = with_sign_off(made.card("real_final"), signing.signed())
    page = to_html(joined)
    assert not TECHNICAL.findall(above_the_annex(page))
    assert all(gate.code in visible(page[page.index('<section id="annex"') :]) for gate in signing.GATES)
    assert not UNWANTED.findall(visible(page[page.index('<section id="sign-off"') : page.index('<section id="annex"')]))


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("draft", "Nothing yet."),
        ("in_review", "Whether it is approved for a pilot."),
        ("approved", "Nothing now. Approved for a pilot until 14 March 2027."),
        ("revoked", "Nothing now. Approval taken back."),
    ],
)
def test_the_sheet_asks_what_is_asked_now(made: ModuleType, state: str, asked: str) -> None:
    joined = with_sign_off(made.card("real_final"), signing.signed(state))
    assert joined.body.decision_sheet[-1].sentences[0] == asked
    assert joined.body.decision_sheet[:-1] == made.card("real_final").body.decision_sheet[:-1]


MARKER = "Zqx"


def marked(signed: Signed) -> Signed:
    """Return the sign-off with a marker in everything that a person writes, names included."""

    def words(text: str) -> str:
        return f"{MARKER} {text}"

    return replace(
        signed,
        reason=words("why"),
        decisions=tuple(
            replace(one, name=words(one.name), words=(Said("What?", words("said")),), conflict=words("none"))
            for one in signed.decisions
        ),
        conditions=tuple(replace(one, text=words(one.text), check=words(one.check)) for one in signed.conditions),
        justifications=tuple(
            replace(
                one,
                **{
                    name: words("said")
                    for name in (
                        "finding",
                        "aim",
                        "proportionate",
                        "alternatives",
                        "mitigation",
                        "author",
                    )
                },
                accepted_by=(words("somebody"),),
            )
            for one in signed.justifications
        ),
        gates=tuple(
            replace(
                one,
                text=words("text"),
                todo=words("todo"),
                evidence=tuple(replace(each, text=words("text")) for each in one.evidence),
            )
            for one in signed.gates
        ),
        argument=replace(
            signed.argument,  # type: ignore[type-var]
            detail=words("detail"),
            children=tuple(
                replace(
                    part,
                    children=tuple(
                        replace(claim, text=words(claim.text))
                        if claim.kind == "doubt"
                        else replace(claim, detail=words("x"))
                        for claim in part.children
                    ),
                )
                for part in signed.argument.children  # type: ignore[union-attr]
            ),
        ),
        tried=tuple(replace(one, found=words("note")) for one in signed.tried),
        tried_by=words("somebody"),
    )


def test_the_public_view_holds_nothing_that_a_person_wrote(made: ModuleType) -> None:
    signed = marked(signing.signed("suspended"))
    internal = with_sign_off(made.card("real_final"), signed)
    assert to_html(internal).count(MARKER) > 30
    public = with_sign_off(made.public_card("real_final"), signed)
    page, text = to_html(public), to_markdown(public)
    html5lib.HTMLParser(strict=True).parse(page)
    assert MARKER not in page
    assert MARKER not in text
    assert "What people wrote stands in the internal view." in visible(page)
    for said in ("Suspended", "equality reviewer", "Dissent.", "No group is outside the limit"):
        assert said in visible(page)


def test_words_from_outside_are_escaped_and_plain(made: ModuleType) -> None:
    hostile = "<script>alert(1)</script>\x00\u202e| `x`"
    signed = replace(
        signing.signed(reason=hostile),
        decisions=(Decision(signing.AT, hostile, hostile, hostile, (Said(hostile, hostile),)),),
        marking=hostile,
    )
    joined = with_sign_off(made.card("real_final"), signed)
    page = to_html(joined)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script>alert" not in page
    for text in (page, to_markdown(joined)):
        assert "\x00" not in text
        assert "\u202e" not in text
    assert "<script>" not in to_markdown(joined)


def test_an_audit_has_no_sign_off(made: ModuleType) -> None:
    with pytest.raises(ValueError, match="an audit is never submitted"):
        with_sign_off(made.card("allowed"), signing.signed())


def test_what_changed_since_the_last_approved_card(made: ModuleType) -> None:
    card = made.card("real_final")
    old = replace(card, body=replace(card.body, title="An older title"))
    changes = since_last_approved(card, dumps(old), "20261001T1")
    assert changes == since_last_approved(card, dumps(old), "20261001T1")
    joined = with_sign_off(card, replace(signing.signed(), changes=changes, compared_with="the card of October"))
    said = visible(to_html(joined))
    assert "Compared with the card of October." in said
    assert "An older title" in said
    assert "sentences and answers" in {one.code: one for one in joined.body.fields}["16.1"].text.lower()


def test_long_texts_stand_one_by_one(made: ModuleType) -> None:
    card = made.card("real_final")
    old = replace(card, body=replace(card.body, title="An older title " + "x" * 80))
    changes = since_last_approved(card, dumps(old), "20261001T1")
    said = visible(to_html(with_sign_off(card, replace(signing.signed(), changes=changes))))
    assert f"Before: An older title {'x' * 80} After: {card.body.title}" in said


def test_figures_are_compared_where_both_records_are_at_hand(made: ModuleType) -> None:
    record = made.real_final()
    card = made.card("real_final")
    primary = record.scores.primary
    estimate = record.scores.metrics[primary]
    moved = {**record.scores.metrics, primary: replace(estimate, value=(estimate.value or 0) - 0.02)}
    before = replace(record, scores=replace(record.scores, metrics=moved))
    changes = since_last_approved(card, dumps(card), "earlier", before, record)
    said = visible(to_html(with_sign_off(card, replace(signing.signed(), changes=changes))))
    assert "How well it works: 1" in said


def test_another_view_or_use_case_is_refused(made: ModuleType) -> None:
    card = made.card("real_final")
    with pytest.raises(BadRequest, match="public"):
        since_last_approved(card, dumps(made.public_card("real_final")), "earlier")
    with pytest.raises(BadRequest, match="one use case"):
        since_last_approved(card, dumps(replace(card, body=replace(card.body, use_case="another"))), "earlier")


def test_a_first_approval_says_that_there_is_nothing_to_compare(made: ModuleType) -> None:
    page = visible(to_html(with_sign_off(made.card("real_final"), signing.signed())))
    assert "No card of this use case was approved before for this." in page
