"""Where use cases stand with sign-off, as the register shows it. Bad news is shown unless a published reason stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from peel_ml.cards.content import Status
from peel_ml.cards.plain import cleaned
from peel_ml.cards.register.content import Declared
from peel_ml.cards.signed.states import BAD_NEWS, SCOPES, ScopeState, status
from peel_ml.cards.words import counted, sentence

GONE = "gone"
"""Stage of a use case that something was decided about and whose folder is no longer there."""
_PRACTICE = "rehearsal"


def decided(
    sign_off: Mapping[str, tuple[ScopeState, ...]], view: Literal["internal", "public"]
) -> dict[str, tuple[Status, ...]]:
    """Return what is shown of each use case: a tag with its sentence for every scope, in the order of the scopes.

    The public is not told of rehearsals: they are on made-up data and decide nothing.
    """
    order = tuple(SCOPES)
    found = {}
    for use_case, states in sign_off.items():
        listed = [one for one in states if view == "internal" or one.scope != _PRACTICE]
        shown = sorted(listed, key=lambda one: order.index(one.scope))
        if shown:
            found[use_case] = cleaned(tuple(_shown(one, view) for one in shown))
    return found


def _shown(one: ScopeState, view: str) -> Status:
    tag, reason = status(one), one.withheld_reason.strip()
    if not reason:
        return tag
    if view == "public":
        return Status("cannot_tell", f"Not shown for {SCOPES[one.scope]}", "Sign-off", f"Why: {sentence(reason)}")
    return Status(tag.outcome, tag.word, tag.title, f"{tag.text} Withheld from the public. Why: {sentence(reason)}")


def completed(book: Iterable[Declared], known: Mapping[str, object]) -> list[Declared]:
    """Return the book with every use case that something was decided about, though its folder may be gone."""
    listed = list(book)
    missing = sorted(set(known) - {one.use_case for one in listed})
    return [*listed, *(Declared(name, name, "", GONE) for name in missing)]


def counted_states(sign_off: Mapping[str, tuple[ScopeState, ...]], view: Literal["internal", "public"]) -> str:
    """Return how many use cases are approved for something now, and how many were turned down.

    Examples
    --------
    >>> counted_states({"a": (ScopeState("pilot", "rejected"),), "b": ()}, "public")
    'None is approved for anything now. For 1 use case something was rejected, withdrawn or taken back.'
    """
    # What is withheld is not told by counting it either.
    shown = [
        [one for one in states if one.scope != _PRACTICE and (view == "internal" or not one.withheld_reason.strip())]
        for states in sign_off.values()
    ]
    approved = sum(any(status(one).outcome == "met" for one in states) for states in shown)
    bad = sum(any(one.state in BAD_NEWS for one in states) for states in shown)
    said = {0: "None is approved for anything now.", 1: "1 is approved for something now."}.get(
        approved, f"{approved} are approved for something now."
    )
    if bad:
        said += f" For {counted(bad, 'use case')} something was rejected, withdrawn or taken back."
    return said
