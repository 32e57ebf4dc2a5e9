"""The start page: who I am here."""

from __future__ import annotations

from peel_ml.assurance.people import ROLES
from peel_ml.review.answers import Answer, Page
from peel_ml.review.routes import SIGNED_IN, Asked, Row


def start(asked: Asked) -> Answer:
    """Show what the person may do here; also to somebody whom the register does not know yet."""
    roles = [
        (role.replace("_", " "), does) for role, does in ROLES.items() if asked.person and asked.person.may_be(role)
    ]
    return Page("start", {"roles": roles})


ROWS = (Row("/", "GET", "start", SIGNED_IN, start, menu="Start"),)
