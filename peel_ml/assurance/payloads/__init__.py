"""What each action carries: one frozen type an action. What is not in the type is refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from peel_ml.assurance.payloads.keeping import Delegate, Found, Key, RetireKey, SetPerson, Stage
from peel_ml.assurance.payloads.moving import (
    Approve,
    Asks,
    Condition,
    Countersign,
    Enter,
    InOwnWords,
    PickUp,
    Reinstate,
    Reject,
    RequestChanges,
    ReviewFinding,
    Revise,
    Revoke,
    RunSummary,
    Submit,
    Suspend,
)
from peel_ml.assurance.payloads.noting import (
    Accept,
    AnswerTo,
    Ask,
    Attest,
    Challenge,
    CheckByHand,
    Dissent,
    Justify,
    MeetCondition,
    Respond,
    Withhold,
)
from peel_ml.assurance.reading import read_as
from peel_ml.errors import BadRequest

__all__ = [
    "PAYLOADS",
    "Accept",
    "AnswerTo",
    "Approve",
    "Ask",
    "Asks",
    "Attest",
    "Challenge",
    "CheckByHand",
    "Condition",
    "Countersign",
    "Delegate",
    "Dissent",
    "Enter",
    "Found",
    "InOwnWords",
    "Justify",
    "Key",
    "MeetCondition",
    "PickUp",
    "Reinstate",
    "Reject",
    "RequestChanges",
    "Respond",
    "RetireKey",
    "ReviewFinding",
    "Revise",
    "Revoke",
    "RunSummary",
    "SetPerson",
    "Stage",
    "Submit",
    "Suspend",
    "Withhold",
    "Words",
    "payload_from",
    "payload_to",
]

from peel_ml.assurance.payloads.words import Words

PAYLOADS: Mapping[str, type[Any]] = {
    "enter": Enter,
    "submit": Submit,
    "countersign": Countersign,
    "pick_up": PickUp,
    "request_changes": RequestChanges,
    "revise": Revise,
    "reject": Reject,
    "approve": Approve,
    "suspend": Suspend,
    "reinstate": Reinstate,
    "revoke": Revoke,
    "attest": Attest,
    "justify": Justify,
    "accept": Accept,
    "check_by_hand": CheckByHand,
    "dissent": Dissent,
    "ask": Ask,
    "answer": AnswerTo,
    "challenge": Challenge,
    "respond": Respond,
    "meet_condition": MeetCondition,
    "withhold": Withhold,
    "found": Found,
    "person": SetPerson,
    "delegate": Delegate,
    "trust_key": Key,
    "retire_key": RetireKey,
    "stage": Stage,
}
"""The type that each action carries."""


@cache
def _adapter(action: str) -> TypeAdapter[Any]:
    return TypeAdapter(PAYLOADS[action])


def payload_from(action: str, document: Any) -> Any:
    """Read what an action carries.

    Raises
    ------
    BadRequest
        It does not fit; every problem by name.
    """
    _known(action)
    return read_as(_adapter(action), document, f"“{action.replace('_', ' ')}” cannot be recorded as it was given.")


def _known(action: str) -> None:
    if action not in PAYLOADS:
        raise BadRequest(f"“{action}” is no action; {', '.join(sorted(PAYLOADS))} are.")


def payload_to(action: str, payload: Any) -> dict[str, Any]:
    """Return what an action carries as JSON-ready values."""
    _known(action)
    if not isinstance(payload, PAYLOADS[action]):
        raise BadRequest(
            f"“{action.replace('_', ' ')}” carries {PAYLOADS[action].__name__}, not {type(payload).__name__}."
        )
    document = _adapter(action).dump_python(payload, mode="json")
    assert isinstance(document, dict)
    return document
