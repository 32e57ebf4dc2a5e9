"""What is recorded about people, keys and the problem book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peel_ml.assurance.payloads.words import CLOSED
from peel_ml.assurance.people import Person, Role


@dataclass(frozen=True)
class Key:
    """A public key."""

    __pydantic_config__ = CLOSED

    public: str
    owner: str


@dataclass(frozen=True)
class Found:
    """The first entry: the first administrator and the service's key."""

    __pydantic_config__ = CLOSED

    person: Person
    service_key: str
    """The service's public key, in base64."""
    own_key: str = ""
    """The administrator's own public key, where there is one: later ones are trusted by somebody else."""


@dataclass(frozen=True)
class SetPerson:
    """A person is added or changed."""

    __pydantic_config__ = CLOSED

    person: Person


@dataclass(frozen=True)
class Delegate:
    """Somebody stands in for a role, until a day."""

    __pydantic_config__ = CLOSED

    deputy: str
    role: Role
    until: date


@dataclass(frozen=True)
class RetireKey:
    """A key stops counting; a compromised one never counted."""

    __pydantic_config__ = CLOSED

    key: str
    compromised: bool = False


@dataclass(frozen=True)
class Stage:
    """A use case moves in the problem book."""

    __pydantic_config__ = CLOSED

    from_: str
    to: str
