"""Where a matter stands, in words, shape and colour: one table that cards and the register both read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peel_ml.cards.content import Outcome, Status
from peel_ml.cards.words import day


@dataclass(frozen=True)
class StateWords:
    """How a state is shown. `{scope}` and `{until}` stand for what it was asked for and its last day."""

    outcome: Outcome
    word: str
    text: str


STATES: dict[str, StateWords] = {
    "draft": StateWords("look_closer", "Not submitted", "Nobody has been asked to approve it."),
    "awaiting_owner": StateWords(
        "look_closer", "Submitted for {scope}", "The owner has yet to countersign. Nobody has approved it."
    ),
    "submitted": StateWords("look_closer", "Submitted for {scope}", "It waits for a reviewer. Nobody has approved it."),
    "in_review": StateWords("look_closer", "In review for {scope}", "Nobody has approved it yet."),
    "changes_requested": StateWords(
        "look_closer", "Changes asked for", "A reviewer wants changes before it is decided for {scope}."
    ),
    "rejected": StateWords("not_met", "Rejected for {scope}", "It may not be used for that. This stands for good."),
    "withdrawn": StateWords("cannot_tell", "Withdrawn", "It is no longer put forward for {scope}. Nobody approved it."),
    "approved": StateWords("met", "Approved for {scope} until {until}", "It may be used for nothing else."),
    "approved_with_conditions": StateWords(
        "met", "Approved for {scope} until {until}, under conditions", "It may be used for nothing else."
    ),
    "suspended": StateWords(
        "not_met", "Suspended", "The approval for {scope} does not count now. It may not be used until this is closed."
    ),
    "revoked": StateWords(
        "not_met", "Approval taken back", "It may no longer be used for {scope}. This stands for good."
    ),
    "superseded": StateWords(
        "cannot_tell", "Replaced", "A newer card has been approved for {scope}. This one may no longer be used for it."
    ),
    "expired": StateWords(
        "cannot_tell", "Expired on {until}", "The approval for {scope} has run out. It may no longer be used for it."
    ),
}
"""Every state of a matter. `withdrawn` is a public word for one that its author no longer puts forward."""

BAD_NEWS = frozenset(("rejected", "withdrawn", "revoked"))
"""States that the public register lists unless a published reason stands against it."""

SCOPES: dict[str, str] = {
    "exploration": "exploration",
    "rehearsal": "a rehearsal",
    "publication": "publication",
    "pilot": "a pilot",
    "operational": "operational use",
}
"""Every scope as it stands inside a sentence."""


@dataclass(frozen=True)
class ScopeState:
    """Where one use case or card stands for one scope.

    Parameters
    ----------
    scope, state : str
        Keys of `SCOPES` and `STATES`.
    until : datetime or None
        Until when it is approved, or was.
    withheld_reason : str
        The published reason for not showing the state in the public register; empty: it is shown.
    """

    scope: str
    state: str
    until: datetime | None = None
    withheld_reason: str = ""


def status(one: ScopeState) -> Status:
    """Return a state as a tag with its sentence.

    Raises
    ------
    ValueError
        The state or the scope is unknown: a fault of the caller.

    Examples
    --------
    >>> status(ScopeState("pilot", "approved", datetime(2027, 3, 5))).word
    'Approved for a pilot until 5 March 2027'
    """
    if one.state not in STATES or one.scope not in SCOPES:
        raise ValueError(f"there is no state {one.state!r} for the scope {one.scope!r}")
    words = STATES[one.state]
    filled = {"scope": SCOPES[one.scope], "until": day(one.until)}
    outcome, text = words.outcome, words.text.format(**filled)
    if one.scope == "rehearsal" and outcome == "met":
        # Practice must never look like leave to use something.
        outcome, text = "note", "A rehearsal on made-up data allows nothing."
    return Status(outcome, words.word.format(**filled), "Sign-off", text)
