"""What there is to choose from in a form, for one matter."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.assurance.people import ROLES, SERVICES
from peel_ml.cards.fields import TABLE
from peel_ml.review.pages.deciding.doing import Doing, Options, plain
from peel_ml.review.pages.deciding.justifying import TITLES

_CUT = 90


def short(text: str) -> str:
    """Return a text that fits beside a button.

    Examples
    --------
    >>> short("Why?  Because.")
    'Why? Because.'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= _CUT else f"{flat[: _CUT - 1].rstrip()}…"


def fields(doing: Doing) -> Options:
    """Return the fields of the card, then the gates."""
    asked = [(one.code, one.name) for one in (doing.card.body.fields if doing.card else TABLE)]
    gates = [(one.code, one.title) for one in doing.matter.gates]
    return tuple((code, f"{code} {name}") for code, name in (*asked, *gates))


def owners(doing: Doing) -> Options:
    """Return the roles that a condition may be for."""
    return tuple((role, plain(role).capitalize()) for role in ROLES if role not in (*SERVICES, "auditor"))


CAUSES: Options = (
    ("failed_evidence", "Evidence that it rested on no longer holds"),
    ("hash_mismatch", "A file is not the one that was approved"),
    ("overdue_condition", "A condition was not met in time"),
    ("lapsed_assessment", "The data protection or equality assessment has lapsed"),
    ("data_class_rise", "The data is more sensitive than was declared"),
    ("monitor_breach", "What is watched has passed its limit"),
    ("other", "Something else"),
)


def causes(doing: Doing) -> Options:
    """Return what may have happened."""
    return CAUSES


def to_justify(doing: Doing) -> Options:
    """Return the findings that have to be justified."""
    return _codes(doing.matter.to_justify)


def acceptable(doing: Doing) -> Options:
    """Return the justifications that this person may accept and has not accepted yet."""
    matter = doing.matter
    open_ = []
    for said, one in matter.justifications:
        done = {by.role for by, accepted in matter.accepted if accepted.code == one.code}
        asked = {"approver"} | ({"equality_reviewer"} if one.code in matter.asks.equality_justifications else set())
        if said.actor != doing.person.id and asked & set(doing.roles) - done:
            open_.append(one.code)
    return _codes(open_)


def _codes(codes: Iterable[str]) -> Options:
    return tuple((code, f"{code} {TITLES[code]}") for code in codes)


def questions(doing: Doing) -> Options:
    """Return the questions, those that nobody has answered first."""
    found = sorted(doing.matter.questions, key=lambda one: bool(one.answers))
    return tuple(
        (
            str(one.seq),
            f"{one.field}, {doing.name(one.actor)}: {short(one.text)}" + (" (answered)" if one.answers else ""),
        )
        for one in found
    )


def challenges(doing: Doing) -> Options:
    """Return the challenges that are open."""
    return tuple(
        (str(one.seq), f"On behalf of {one.what.on_behalf_of}: {short(one.what.text)}")
        for one in doing.matter.open_challenges()
    )


CLOSES: Options = (("yes", "Yes, it is answered with this"), ("no", "No, it stays open"))


def closes(doing: Doing) -> Options:
    """Return whether a response closes a challenge."""
    return CLOSES


def unmet(doing: Doing) -> Options:
    """Return the conditions that are not met yet."""
    return tuple(
        (str(number), f"{number}. {short(one.text)}")
        for number, one in enumerate(doing.matter.conditions, 1)
        if number not in doing.matter.met
    )


WITHHELD: Options = (("yes", "Withhold it, and publish the reason"), ("no", "Show it again"))


def withheld(doing: Doing) -> Options:
    """Return whether the public register shows it."""
    return WITHHELD
