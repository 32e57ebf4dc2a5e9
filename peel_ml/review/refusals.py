"""Every error as a refusal that a page can show."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from peel_ml.assurance.register.desk import Changed
from peel_ml.assurance.register.desk import Refused as NotRecorded
from peel_ml.errors import BadRequest, FellShort, PeelError
from peel_ml.review.answers import Refused, not_found
from peel_ml.review.shell import TOO_LARGE

_KINDS: tuple[tuple[type[PeelError], int, str, str], ...] = (
    (Changed, 409, "Nothing was recorded, because something changed", "Load the page again, and look at what changed."),
    (NotRecorded, 409, "The register does not allow that", "Nothing was recorded."),
    (FellShort, 409, "Nothing was recorded, because a check fell short", ""),
    (BadRequest, 400, "That cannot be done", ""),
    (PeelError, 503, "It did not work just now", "Nothing was recorded. Try again in a minute."),
)
"""Errors of our own, the most particular first, and how each is told."""


def from_error(error: Exception) -> Refused:
    """Return the refusal for what a handler raised. Only messages of our own are shown."""
    if isinstance(error, Refused):
        return error
    for kind, status, title, what_to_do in _KINDS:
        if isinstance(error, kind):
            assert isinstance(error, PeelError)
            return Refused(status, title, error.summary, what_to_do, tuple(map(str, error.problems)))
    return Refused(
        500,
        "Something went wrong here",
        "This is a fault of the pages, not of what you did. It is in the server's log.",
        "Go back and try again. If it happens again, tell an administrator at what time it happened.",
    )


def from_http(error: HTTPException) -> Refused:
    """Return the refusal for what the router raised."""
    if error.status_code == 404:
        return not_found()
    if error.status_code == 405:
        return Refused(405, "That cannot be asked of this page", "The page is there, but not for this kind of request.")
    if error.status_code == 413:
        return Refused(413, "That was too much", TOO_LARGE, "Go back, and send it in parts.")
    return Refused(error.status_code, "The request could not be read", "Something is wrong with how it was sent.")
