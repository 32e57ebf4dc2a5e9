"""What the pages about people and keys share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from peel_ml.assurance.moves import KEEPING
from peel_ml.assurance.people import SERVICES, Role
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.register.desk import Refused as NotRecorded
from peel_ml.errors import BadRequest
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked

ADMINISTRATORS: frozenset[Role] = frozenset(("administrator",))
SERVICE_DID = "The service recorded it for you."


def keepers(action: str) -> frozenset[Role]:
    """Return the roles that may record something beside matters."""
    return frozenset(next(one.roles for one in KEEPING if one.action == action)) - SERVICES


def handle(person: str, key: bytes) -> str:
    """Return what stands for a person in an address: without the key nobody can tell or guess who it is.

    Examples
    --------
    >>> handle("jo", b"k") == handle("jo", b"k") != handle("jo", b"another")
    True
    """
    return hmac.new(key, f"person {person}".encode(), hashlib.sha256).hexdigest()[:12]


def record(asked: Asked, action: str, subject: str, what: Any, role: Role, reason: str = "") -> tuple[FieldError, ...]:
    """Record something beside matters, and return why it was not recorded; nothing where it was."""
    desk: Desk = asked.desk
    assert asked.person is not None
    try:
        desk.record(Act(asked.person.id, role, action, subject, what, reason))
    except (NotRecorded, BadRequest) as error:
        said = [str(one) for one in error.problems] or [error.summary]
        return tuple(FieldError("", f"{one[:1].upper()}{one[1:]}{'' if one.endswith('.') else '.'}") for one in said)
    return ()


def found_by(items: dict[str, Any], key: Callable[[str], str], word: str) -> Any:
    """Return the item whose handle stands in an address; None where there is none."""
    return next((one for name, one in items.items() if key(name) == word), None)
