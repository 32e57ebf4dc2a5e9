"""The approval: a signed statement about one exact set of bytes, for one scope, until one date."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, TypeAdapter

from peel_ml.assurance.canonical import canonical, digest
from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.payloads import Condition
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.reading import read_as
from peel_ml.assurance.signing.dsse import APPROVAL, Envelope, enveloped
from peel_ml.assurance.signing.keys import Signer
from peel_ml.errors import BadRequest

SCHEMA_VERSION = "1.0"


def _a_time(text: str) -> str:
    moment(text)
    return text


Time = Annotated[str, AfterValidator(_a_time)]
"""UTC, as the ledger writes times."""


@dataclass(frozen=True)
class By:
    """Who stands for something, and in which entry of the ledger."""

    person: str
    role: str
    entry: int
    """The entry's number; for the deciding approver that of the entry that carries this approval."""


@dataclass(frozen=True)
class Approval:
    """What is signed. Its id is the SHA-256 of its canonical JSON."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    matter: str
    manifest_sha256: str
    use_case: str
    scope: Scope
    model_sha256: str
    conditions: tuple[Condition, ...]
    justifications: tuple[str, ...]
    """Codes of the findings whose justifications were accepted."""
    attestations: tuple[By, ...]
    approvers: tuple[By, ...]
    valid_from: Time
    valid_until: Time
    policy_version: str

    @property
    def id(self) -> str:
        """Identity."""
        return digest(to_json(self))


@cache
def _adapter() -> TypeAdapter[Approval]:
    return TypeAdapter(Approval)


def to_json(approval: Approval) -> dict[str, Any]:
    """Return the approval as JSON-ready values."""
    document = _adapter().dump_python(approval, mode="json")
    assert isinstance(document, dict)
    return document


def signed(approval: Approval, *signers: Signer) -> Envelope:
    """Return the approval in an envelope."""
    return enveloped(APPROVAL, canonical(to_json(approval)), *signers)


def opened(envelope: Envelope) -> Approval:
    """Read the approval in an envelope; its signatures are for the caller to check.

    Raises
    ------
    BadRequest
        There is none in it.
    """
    try:
        document = json.loads(envelope.content)
    except ValueError:
        raise BadRequest("The envelope of the approval is cut short or holds no JSON.") from None
    return read_as(_adapter(), document, "The envelope holds no approval.")
