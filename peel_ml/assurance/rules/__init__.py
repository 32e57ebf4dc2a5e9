"""Whether an entry may follow what the ledger holds: for the desk before it writes, and for whoever verifies later.

Everything here is read off the ledger alone, so that an exported copy can be judged without any other file.
"""

from __future__ import annotations

from dataclasses import replace

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.moves import KEEPING, MOVES, NOTES
from peel_ml.assurance.payloads import PAYLOADS, payload_from
from peel_ml.assurance.policy import policies
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.rules.deciding import DECIDING
from peel_ml.assurance.rules.keeping import KEPT
from peel_ml.assurance.rules.moving import illegal, unlisted
from peel_ml.assurance.rules.naming import misnamed
from peel_ml.assurance.rules.noting import NOTED
from peel_ml.assurance.rules.people import not_theirs, unentitled
from peel_ml.errors import Problem, Problems

__all__ = ["NEED_A_REASON", "refusals"]

NEED_A_REASON = frozenset(("reject", "suspend", "revoke", "withhold", "retire_key", "stage"))
"""Actions that nobody may take without saying why."""

_ON_MATTERS = frozenset((*(move.action for move in MOVES), *(note.action for note in NOTES)))
_BESIDE = frozenset(one.action for one in KEEPING)


def refusals(book: Book, entry: Entry) -> tuple[Problem, ...]:
    """Return every reason why an entry may not follow; none where it may.

    Parameters
    ----------
    book : Book
        The ledger up to the entry before.
    entry : Entry
        The entry; its digests and signature are not looked at.
    """
    problems = Problems()
    if entry.action not in PAYLOADS:
        return (Problem(f"“{entry.action}” is no action; {', '.join(sorted(PAYLOADS))} are"),)
    with problems.collecting():
        payload = payload_from(entry.action, entry.payload)
    if len(problems):
        return tuple(problems)
    problems.extend(misnamed(book, entry, payload))
    book = replace(book, policy=policies().get(entry.policy_version, book.policy))
    if book.entries and entry.at < book.entries[-1].at:
        problems.add(
            "the clock was set back: the entry would be earlier than the one before it",
            "Set the clock of this machine, then try again.",
        )
    problems.extend(unentitled(book, entry))
    if entry.action in NEED_A_REASON and len(entry.reason.strip()) < 3:
        problems.add("no reason was given", "Say why, in a sentence.")
    if entry.action in _BESIDE:
        problems.extend(unlisted(book, entry))
        if not len(problems):
            problems.extend(KEPT[entry.action](book, entry, payload))
        return tuple(problems)
    assert entry.action in _ON_MATTERS
    problems.extend(illegal(book, entry))
    if len(problems):
        # What it would do is not looked into where it may not be done at all.
        return tuple(problems)
    problems.extend(not_theirs(book, entry))
    problems.extend((DECIDING | NOTED)[entry.action](book, entry, payload, moment(entry.at)))
    return tuple(problems)
