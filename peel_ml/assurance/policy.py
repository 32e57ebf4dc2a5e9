"""The policy: what each scope asks for. A table in ``policy.yaml``, named by its digest in every decision."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import ConfigDict, TypeAdapter

from peel_ml.assurance.people import Role
from peel_ml.assurance.reading import read_as

Scope = Literal["exploration", "rehearsal", "publication", "pilot", "operational"]


@dataclass(frozen=True)
class ScopeRule:
    """What one scope allows and asks for."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    allows: str
    people: tuple[Role, ...]
    """Roles that take part; where a difference is shown the equality reviewer may be asked for besides."""
    blocking: tuple[str, ...]
    """Gates that must pass; the others are shown."""
    months: int
    """How long an approval lasts at most."""
    reviewer_may_approve: tuple[str, ...] = ()
    """Data classes on which the reviewer and the approver may be one person."""
    equality_where_shown: bool = False
    two_if_high: bool = False
    """Whether a high risk takes two approvers, one of them from outside the Data Office."""
    refused: bool = False


@dataclass(frozen=True)
class Policy:
    """What sign-off asks for."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    scopes: dict[Scope, ScopeRule]
    high_risk_months: int
    data_protection_from: str
    waits: dict[Role, int]
    challenge_days: int
    warn_days: tuple[int, ...]
    version: str = ""
    """The first 16 digits of the SHA-256 of the file."""


@cache
def policies() -> dict[str, Policy]:
    """Return every policy that was ever in force by its version, oldest first: what was decided under it stays legal.

    Who changes ``policy.yaml`` first copies it to ``policies/NNNN.yaml``.

    Examples
    --------
    >>> list(policies())[-1] == policy().version
    True
    """
    folder = files("peel_ml.assurance").joinpath("policies")
    earlier = sorted(folder.iterdir(), key=lambda one: one.name) if folder.is_dir() else []
    known = [*(_policy(one.read_bytes(), one.name) for one in earlier), policy()]
    return {one.version: one for one in known}


@cache
def policy() -> Policy:
    """Return the policy in force.

    Examples
    --------
    >>> policy().scopes["pilot"].months
    3
    """
    return _policy(files("peel_ml.assurance").joinpath("policy.yaml").read_bytes(), "policy.yaml")


def _policy(content: bytes, name: str) -> Policy:
    document = {**yaml.safe_load(content), "version": hashlib.sha256(content).hexdigest()[:16]}
    return read_as(TypeAdapter(Policy), document, f"{name} cannot be used.")


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month.

    Examples
    --------
    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))
