"""Whether the table of moves allows it: the state, the role, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.moves import KEEPING, MOVES, NOTES, legal
from peel_ml.assurance.people import Role
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.states import State
from peel_ml.errors import Problem

_NOTES = {note.action: note for note in NOTES}
_KEEPING = {one.action: one for one in KEEPING}


def illegal(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why an entry about a matter is not in the table."""
    matter = book.matters.get(entry.subject)
    if entry.action == "enter":
        if matter is not None:
            stands = book.effective(matter, moment(entry.at))
            yield Problem("this matter is in the register already", options(stands))
            return
        state = None
    elif matter is None:
        yield Problem(
            "there is no such matter in the register", f"`peel ledger list` shows those that there are. {options(None)}"
        )
        return
    else:
        state = matter.state
        effective = book.effective(matter, moment(entry.at))
        if effective in ("superseded", "expired") and entry.action not in ("challenge", "respond", "withhold"):
            yield Problem(f"it is {effective}, and that never reopens", f"{options(effective)} Submit a new run.")
            return
    if entry.from_state != state:
        yield Problem(f"it was taken to be {_said(entry.from_state)}, and it is {_said(state)}", options(state))
        return
    if entry.action in _NOTES:
        yield from _noted(entry)
        return
    allowed = [one for one in MOVES if one.action == entry.action and one.from_ == state and one.to == entry.to_state]
    if not allowed:
        yield Problem(
            f"“{_said(entry.action)}” does not lead from {_said(state)} to {_said(entry.to_state)}", options(state)
        )
    elif entry.role not in allowed[0].roles:
        yield _wrong_role(entry.role, entry.action, allowed[0].roles, options(state))


@cache
def options(state: State | None) -> str:
    """Return the legal moves that lead out of a state, in a sentence.

    Examples
    --------
    >>> options("submitted")
    'Legal from submitted: pick up (to in review, by reviewer).'
    >>> options("revoked")
    'Legal from revoked: nothing, it stands for good.'
    """
    moves = dict.fromkeys(f"{_said(one.action)} (to {_said(one.to)}, by {_names(one.roles)})" for one in legal(state))
    return f"Legal from {_said(state)}: {'; '.join(moves) or 'nothing, it stands for good'}."


def _noted(entry: Entry) -> Iterator[Problem]:
    note = _NOTES[entry.action]
    if entry.to_state != entry.from_state:
        yield Problem(
            f"“{_said(entry.action)}” moves nothing, and it was to lead to {_said(entry.to_state)}",
            options(entry.from_state),
        )
    if entry.from_state not in note.states:
        yield Problem(
            f"“{_said(entry.action)}” cannot be recorded while it is {_said(entry.from_state)}; it can while it is "
            f"{', '.join(map(_said, note.states))}",
            options(entry.from_state),
        )
    if entry.role not in note.roles:
        yield _wrong_role(entry.role, entry.action, note.roles, options(entry.from_state))


def unlisted(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why an entry beside matters is not in the table."""
    roles = _KEEPING[entry.action].roles
    if entry.role not in roles:
        yield _wrong_role(entry.role, entry.action, roles, "")
    if entry.from_state is not None or entry.to_state is not None:
        yield Problem(f"“{_said(entry.action)}” moves no matter")
    if (entry.action == "found") != (book.seq == 0):
        yield Problem("the first entry, and only that, founds the register")


def _wrong_role(role: Role, action: str, roles: tuple[Role, ...], fix: str) -> Problem:
    return Problem(f"“{_said(action)}” is not for the role {_said(role)}; it is for {_names(roles)}", fix)


def _names(roles: tuple[Role, ...]) -> str:
    return ", ".join(map(_said, roles))


def _said(name: str | None) -> str:
    return (name or "nothing yet").replace("_", " ")
