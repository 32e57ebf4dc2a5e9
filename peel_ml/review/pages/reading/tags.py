"""States, runs and verdicts as tags: a word, a shape and a colour."""

from __future__ import annotations

from peel_ml.assurance.register.matter import Matter
from peel_ml.cards.content import Status
from peel_ml.cards.signed.states import SCOPES, STATES, ScopeState, status

DRAFT = Status("look_closer", "Draft", "Sign-off", "Nothing was asked for.")


_NAMES = {"draft": "Draft", "awaiting_owner": "Waits for its owner"}
"""What states are called where their words would be those of another one."""


def state_name(name: str) -> str:
    """Return a state as a filter names it.

    Examples
    --------
    >>> state_name("approved"), state_name("in_review")
    ('Approved', 'In review')
    """
    words = _NAMES.get(name) or STATES[name].word
    for gone in (" for {scope}", " until {until}", " on {until}"):
        words = words.replace(gone, "")
    return words.replace("Approved, under", "Approved under")


def short(matter: Matter, state: str) -> Status:
    """Return where a matter stands as a tag without its scope."""
    tag = status(ScopeState(matter.scope, state))
    return Status(tag.outcome, state_name(state), tag.title, tag.text)


def scope_words(scope: str) -> str:
    """Return a scope as the beginning of a cell.

    Examples
    --------
    >>> scope_words("pilot"), scope_words("publication")
    ('A pilot', 'Publication')
    """
    return SCOPES[scope][:1].upper() + SCOPES[scope][1:]
