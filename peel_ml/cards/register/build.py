"""From the problem book and the published cards to the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from peel_ml.cards.card import Card
from peel_ml.cards.content import Status
from peel_ml.cards.register.content import Declared, Line, Register, Shelf
from peel_ml.cards.register.signing import GONE, completed, counted_states, decided
from peel_ml.cards.sections.at_a_glance import WORKS_BETTER
from peel_ml.cards.signed.states import ScopeState
from peel_ml.cards.words import counted, spoken

OBJECTIVES = {"more_trust": "More trust", "less_crime": "Less crime", "high_standards": "High standards"}

STAGES = {
    "proposed": "Proposed",
    "exploring": "Exploring",
    "proven": "Proven on real data",
    "signed_off": "Declared as signed off",
    "handed_over": "Handed over",
    "retired": "Retired",
    GONE: "No longer in the problem book",
}
_ELSEWHERE = ("signed_off", "handed_over")
"""Stages that a decision stands behind; the decision itself is recorded elsewhere."""

_MEASURED_ON = {
    "held_out": "The held-out period, which the model had not seen",
    "validation": "The validation period. The held-out period was not opened",
    "audited_rows": "The audited rows",
}


def build_register(
    book: Iterable[Declared],
    cards: Mapping[str, Card],
    view: Literal["internal", "public"],
    sign_off: Mapping[str, tuple[ScopeState, ...]] | None = None,
) -> Register:
    """Return the register.

    Parameters
    ----------
    book : iterable of Declared
        Every use case there is. None is left out: neither a rejected one, nor one without a useful model or a card.
    cards : mapping of str to Card
        The published card of a use case, by its id, for this view.
    view : str
        Whom the register is for.
    sign_off : mapping of str to tuple of ScopeState, optional
        Where each use case stands, scope by scope, whatever it is. One that is no longer in the book is listed all the
        same. Without it the register only says what is declared.

    Returns
    -------
    Register
        One shelf an objective, in the order of the problem book; use cases of no known objective come last.

    Raises
    ------
    ValueError
        A card is for another view, or made from synthetic data: a fault of the caller.
    """
    for card in cards.values():
        if card.body.view != view or card.body.synthetic:
            raise ValueError(f"the register for the {view} view takes cards of that view on real data only")
    known = sign_off if sign_off is None else decided(sign_off, view)
    book = sorted(completed(book, known or {}), key=lambda one: (one.title.lower(), one.use_case))
    shelves = [
        Shelf(
            objective.replace("_", "-"),
            title,
            tuple(_line(one, cards.get(one.use_case), view, known) for one in book if one.objective == objective),
        )
        for objective, title in OBJECTIVES.items()
    ]
    others = tuple(_line(one, cards.get(one.use_case), view, known) for one in book if one.objective not in OBJECTIVES)
    if others:
        shelves.append(Shelf("other", "Objective not yet answered", others))
    kind = "a public card" if view == "public" else "a published card"
    named = {one.use_case for one in book}
    having = sum(name in named for name in cards)
    summary = (
        f"The problem book holds {counted(len(book), 'use case')}. {having or 'None'} of them {_has(having)} {kind}."
    )
    if known is not None:
        summary = f"{summary} {counted_states(sign_off or {}, view)}"
    return Register(view, summary, tuple(shelves))


def _has(number: int) -> str:
    return "has" if number <= 1 else "have"


def _line(one: Declared, card: Card | None, view: str, known: Mapping[str, tuple[Status, ...]] | None) -> Line:
    stage = STAGES.get(one.stage) or spoken(one.stage or "stage not yet answered")
    sign_off = "Look up the decision where it is recorded" if one.stage in _ELSEWHERE else "Not submitted"
    if known is not None and one.stage in _ELSEWHERE:
        sign_off = "Declared, but no decision is recorded"
    states = (known or {}).get(one.use_case, ())
    tags = [Status("note", stage, "Stage")]
    if card is None:
        tags.append(Status("cannot_tell", "No public card yet" if view == "public" else "No card yet", "Card"))
        return Line(one.use_case, one.title, tuple(tags), "", "", "", "", sign_off, "", states)
    body = card.body
    works = next((check for check in body.checks if check.title.startswith(WORKS_BETTER)), None)
    if works is not None and works.outcome in ("not_met", "cannot_tell"):
        tags.append(Status("look_closer", "No useful model found", "Finding"))
    return Line(
        one.use_case,
        one.title,
        tuple(tags),
        body.headline or body.summary,
        body.worst_verdict or "Not assessed.",
        _MEASURED_ON[body.evaluated_on],
        _day(card),
        sign_off,
        f"{one.use_case}/{'public' if view == 'public' else 'card'}.html",
        states,
    )


def _day(card: Card) -> str:
    started = next((fact.text for fact in card.run.facts if fact.term == "Started"), "")
    try:
        day = datetime.fromisoformat(started)
    except ValueError:
        return "Not known"
    return f"{day.day} {day:%B %Y}"
