"""Every error as a refusal that a page can show."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from peel_ml.errors import BadRequest, FellShort, PeelError
from peel_ml.review.answers import Refused, not_found


def from_error(error: Exception) -> Refused:
    """Return the refusal for what a handler raised. Only messages of our own are shown."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, FellShort):
        return Refused(409, "Nothing was recorded, because a check fell short", str(error))
    if isinstance(error, BadRequest):
        return Refused(400, "That cannot be done", str(error))
    if isinstance(error, PeelError):
        return Refused(503, "It did not work just now", str(error), "Nothing was recorded. Try again in a minute.")
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
    return Refused(error.status_code, "The request could not be read", "Something is wrong with how it was sent.")
