"""What submission will need that is not yet answered, and who can answer it: a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.data.declaration import NINE
from peel_ml.usecase.model import UseCase


@dataclass(frozen=True)
class Item:
    """One question that submission asks."""

    key: str
    asks: str
    who: str
    answered: Callable[[UseCase], bool]


def _nine(case: UseCase) -> bool:
    measured = {measure.characteristic for measure in case.protected.measured.values()}
    return all(name in measured or name in case.protected.not_measured for name in NINE)


def _inquired(name: str) -> Callable[[UseCase], bool]:
    """Tell whether the duty of inquiry is answered for a characteristic that is declared as not measured."""

    def answered(case: UseCase) -> bool:
        item = case.protected.not_measured.get(name)
        return item is None or item.why == "not_relevant" or bool(item.steps_taken and item.steps_planned)

    return answered


def _limit(case: UseCase) -> bool:
    limit = case.fairness.tolerance
    return limit != "not_agreed" and bool(limit.reason.strip()) and any(one.isdigit() for one in limit.harm_figure)


def _agreed(case: UseCase) -> bool:
    limit = case.fairness.tolerance
    roles = () if limit == "not_agreed" else tuple(role.lower() for role in limit.agreed_by)
    return all(any(word in role for role in roles) for word in ("owner", "equality"))


ITEMS: tuple[Item, ...] = (
    Item(
        "plain_description",
        "Say what it does in at most three sentences for the public",
        "author",
        lambda c: c.plain_description is not None,
    ),
    Item("decision.supported", "Name the decision it supports", "owner", lambda c: c.decision.supported is not None),
    Item("decision.maker", "Name the role that decides", "owner", lambda c: c.decision.maker is not None),
    Item("decision.frequency", "Say how often it is used", "owner", lambda c: c.decision.frequency is not None),
    Item("people.owner_role", "Name the responsible role", "owner", lambda c: c.people.owner_role is not None),
    Item("people.contact", "Give a team mailbox", "owner", lambda c: c.people.contact is not None),
    Item("intended_uses", "List what it may be used for", "owner", lambda c: bool(c.intended_uses)),
    Item("out_of_scope_uses", "List what it must not be used for", "owner", lambda c: bool(c.out_of_scope_uses)),
    Item(
        "alternatives_considered",
        "List other ways that were considered, doing nothing included",
        "owner",
        lambda c: bool(c.alternatives_considered),
    ),
    Item(
        "benefits",
        "Say what good it does and how that is measured",
        "owner",
        lambda c: bool(c.benefits) and all(b.how_measured for b in c.benefits),
    ),
    Item(
        "previous_process",
        "Describe today's method, so that the model can be compared with it",
        "author",
        lambda c: c.previous_process is not None,
    ),
    Item(
        "harms",
        "Say who is hurt by each kind of error, how badly, and whether it can be undone",
        "owner",
        lambda c: c.harms is not None,
    ),
    Item(
        "task.label_construct",
        "Say what the label is meant to stand for",
        "author",
        lambda c: c.task.label_construct is not None,
    ),
    Item(
        "task.label_bias", "Say how the record may differ from that", "author", lambda c: c.task.label_bias is not None
    ),
    Item(
        "data.regime",
        "Name the part of the Data Protection Act it is processed under",
        "data protection officer",
        lambda c: c.data.regime is not None,
    ),
    Item(
        "data.dpia",
        "Say whether a data protection impact assessment is required",
        "data protection officer",
        lambda c: c.data.dpia is not None,
    ),
    Item(
        "data.eqia.reference",
        "Reference the equality impact assessment",
        "equality reviewer",
        lambda c: c.data.eqia is not None and c.data.eqia.reference is not None,
    ),
    Item("data.retention", "Say how long the data is kept", "owner", lambda c: c.data.retention is not None),
    Item("protected", "Account for all nine protected characteristics", "author", _nine),
    *(
        Item(
            f"protected.not_measured.{name}",
            "Say what was done and will be done to find out (steps_taken, steps_planned)",
            "owner",
            _inquired(name),
        )
        for name in NINE
    ),
    Item(
        "fairness.tolerance",
        "Agree a limit, with its reason and the harm figure it comes from, a number of people",
        "owner and equality reviewer",
        _limit,
    ),
    Item(
        "fairness.tolerance.agreed_by",
        "Name the owner and the equality reviewer as those who agreed the limit",
        "owner and equality reviewer",
        _agreed,
    ),
    Item("limitations", "List what it cannot do", "author", lambda c: bool(c.limitations)),
    Item(
        "ethical_considerations",
        "List ethical considerations and what is done about each",
        "owner",
        lambda c: bool(c.ethical_considerations),
    ),
    Item(
        "feedback_loop",
        "Say whether its output changes what gets recorded",
        "author",
        lambda c: c.feedback_loop is not None,
    ),
    Item("monitors", "Say what is watched, by whom, and what happens then", "owner", lambda c: bool(c.monitors)),
    Item(
        "split",
        "Split by time or by group; a random split stays in exploration",
        "author",
        lambda c: c.split.kind != "random",
    ),
)


def open_items(case: UseCase) -> tuple[Item, ...]:
    """Return what is not yet answered, in the table's order."""
    return tuple(item for item in ITEMS if not item.answered(case))
