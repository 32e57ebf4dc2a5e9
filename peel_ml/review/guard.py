"""What a request must bring before anything is done for it, in the order in which it is asked for."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request

from peel_ml.assurance.people import ROLES, Person
from peel_ml.review.answers import Cookie, Refused, not_allowed
from peel_ml.review.routes import SIGNED_IN, Row, may
from peel_ml.review.services import Services
from peel_ml.review.sessions import Session

_VISIT = re.compile(r"[\w-]{32}")


@dataclass
class Visitor:
    """Who asks, as far as the browser's cookies tell.

    Parameters
    ----------
    session : Session or None
    person : Person or None
    visit : str
        Stands for the browser of somebody who is not signed in, so that a form's token belongs to it.
    new : list of Cookie
        What the browser is to hold from now on.
    """

    session: Session | None
    person: Person | None
    visit: str
    new: list[Cookie] = field(default_factory=list)

    @property
    def user(self) -> str:
        """User name in MLflow; empty for somebody who is not signed in."""
        return self.session.user if self.session else ""

    def holder(self, cookie: str) -> str:
        """Return whom a form's token belongs to; makes a visit where there is none yet."""
        if self.session:
            return self.session.id
        if not self.visit:
            self.visit = secrets.token_urlsafe(24)
            self.new.append(Cookie(cookie, self.visit))
        return self.visit


def recognise(request: Request, services: Services) -> Visitor:
    """Return who asks."""
    names = services.cookies
    now = services.settings.clock()
    session = services.sessions.find(request.cookies.get(names.session, ""), now)
    visit = request.cookies.get(names.visit, "")
    return Visitor(
        session,
        services.people.who_is(session.user) if session else None,
        visit if _VISIT.fullmatch(visit) else "",
    )


def same_origin(request: Request, services: Services) -> None:
    """Refuse a form that another site's page sent."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    expected = f"{services.settings.scheme}://{request.headers['host']}"
    if (site is None and origin is None) or site not in (None, "same-origin") or origin not in (None, expected):
        raise Refused(
            403,
            "This form came from somewhere else",
            "A form is only accepted from our own pages, and this one did not come from there. Nothing was recorded.",
            "Open the page here, and send the form from it.",
        )


def admitted(row: Row, visitor: Visitor) -> None:
    """Refuse whoever may not ask for this row."""
    if may(row.who, visitor.user, visitor.person):
        return
    if not visitor.user:
        raise Refused(401, "Sign in", "You need to sign in to see this page.")
    if visitor.person is None or not visitor.person.active:
        raise not_allowed("You have a user name, but the register does not list you as somebody with a role here.")
    assert row.who != SIGNED_IN
    needed = " or ".join(sorted(role.replace("_", " ") for role in row.who if role in ROLES))
    raise not_allowed(f"This needs the role of {needed}, which you do not have. Nothing was recorded.")


def token_holds(token: str, visitor: Visitor, services: Services) -> None:
    """Use the form's token up; refuse a form without one, one of somebody else's, or one that was sent before."""
    holder = visitor.session.id if visitor.session else visitor.visit
    verdict = services.tokens.take(token, holder, services.settings.clock()) if holder else "foreign"
    if verdict == "used":
        raise Refused(
            409,
            "This form was sent before",
            "The same form was sent a second time, by a second press of the button or by going back. "
            "What it asked for was not done again.",
            "Load the page again to see how things stand now.",
        )
    if verdict == "foreign":
        raise Refused(
            403,
            "This form can no longer be used",
            "It was made for another sign-in, or more than a day ago, or this browser keeps no cookies. "
            "Nothing was recorded.",
            "Load the page again, and send the form from there.",
        )
