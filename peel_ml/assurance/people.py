"""Who may do what: roles, affiliations, and the people that hold them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal[
    "author",
    "owner",
    "reviewer",
    "equality_reviewer",
    "data_protection_officer",
    "approver",
    "auditor",
    "administrator",
    "monitor",
    "pipeline",
]
Affiliation = Literal["met", "supplier", "academic"]

ROLES: dict[Role, str] = {
    "author": "ran or coded it, and submits it",
    "owner": "answers for the use case, and countersigns",
    "reviewer": "reviews it for ethical assurance",
    "equality_reviewer": "attests what it means for equality",
    "data_protection_officer": "attests what it means for data protection",
    "approver": "decides",
    "auditor": "reads everything and changes nothing",
    "administrator": "keeps the lists of people and of keys, and decides nothing",
    "monitor": "a service that watches; it may only suspend",
    "pipeline": "a service that enters finished runs",
}
"""Every role and what it does, in plain words."""

SERVICES: frozenset[Role] = frozenset(("monitor", "pipeline"))
"""Roles that no person can hold."""
AFFILIATIONS: tuple[Affiliation, ...] = get_args(Affiliation)

DECIDES: frozenset[Role] = frozenset(("reviewer", "equality_reviewer", "data_protection_officer", "approver"))
"""Roles that an administrator can neither hold nor stand in for: who gives roles decides nothing."""

SUPPLIER_ROLES: frozenset[Role] = frozenset(("author",))
"""All that a supplier may be, and on data of class D0 to D2 only."""


@dataclass(frozen=True)
class Person:
    """One person of the register. Nothing here is secret, and nothing names a mailbox.

    Parameters
    ----------
    id : str
        Short name, as in ``jo``; also the user name in MLflow unless `mlflow_user` says otherwise.
    name : str
        As pages show it.
    affiliation : {"met", "supplier", "academic"}
    roles : tuple of str
        What the person may act as.
    data_office : bool
        Whether the person works in the Data Office: of two approvers one must not.
    git : tuple of str
        Digests of the addresses the person makes git commits with, from `git_digest`.
    mlflow_user : str
        User name in MLflow, empty where it is `id`.
    active : bool
        A person who has left can do nothing more; what they decided stands.
    """

    id: str
    name: str
    affiliation: Affiliation
    roles: tuple[Role, ...]
    data_office: bool = True
    git: tuple[str, ...] = ()
    mlflow_user: str = ""
    active: bool = True

    def may_be(self, role: Role) -> bool:
        """Tell whether the person holds a role now; a supplier holds none but author."""
        return self.active and role in self.roles and (self.affiliation != "supplier" or role in SUPPLIER_ROLES)


def git_digest(person: str, address: str) -> str:
    """Return what stands for an e-mail address in the register: it tells whether two are the same, and no more.

    Examples
    --------
    >>> git_digest("jo", "Jo@example.org") == git_digest("jo", "jo@example.org")
    True
    """
    return hashlib.sha256(f"{person}\n{address.strip().lower()}".encode()).hexdigest()
