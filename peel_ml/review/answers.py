"""What a handler gives back, and the ways to refuse. None of them knows how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page to render.

    Parameters
    ----------
    template : str
        Name of ``<name>.html.j2``, which extends ``base.html.j2``.
    values : mapping of str to Any
        What it shows; every word is escaped.
    status : int
        HTTP status.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Cookie:
    """What the browser is to hold, never readable by a script; `life_s` of None until it is closed, 0 to drop it."""

    name: str
    value: str
    life_s: int | None = None


@dataclass(frozen=True)
class Away:
    """Send the reader to another page, as after every form that was carried out.

    Parameters
    ----------
    name : str
        Name of a GET row.
    path : mapping of str to str
        What fills the row's path.
    said : str
        One sentence for the top of the next page, shown once.
    to : str
        An address of ours instead of a name; only the frame's own pages use it.
    cookies : tuple of Cookie
        Only the frame's own pages set any.
    """

    name: str
    path: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    to: str = ""
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Download:
    """A file as it is, such as an exported ledger, or a page of its own with its own content policy.

    Parameters
    ----------
    content : bytes
    media_type : str
    name : str
        File name to save it under; empty to show it in the browser.
    policy : str
        Content-Security-Policy; by default nothing in it may load or run anything.
    """

    content: bytes
    media_type: str
    name: str = ""
    policy: str = "default-src 'none'; frame-ancestors 'none'; sandbox"


Answer = Page | Away | Download


class Refused(Exception):
    """A request that is not carried out.

    Parameters
    ----------
    status : int
        HTTP status.
    title : str
        What happened, as the page's heading.
    text : str
        What it means.
    what_to_do : str
        The way on.
    problems : tuple of str
        Everything that stands in the way, each in a sentence.
    wait_s : int
        Seconds after which it may be tried again; 0 when waiting does not help.
    """

    def __init__(
        self,
        status: int,
        title: str,
        text: str,
        what_to_do: str = "",
        problems: tuple[str, ...] = (),
        wait_s: int = 0,
    ) -> None:
        self.status, self.title, self.text, self.what_to_do = status, title, text, what_to_do
        self.problems, self.wait_s = problems, wait_s
        super().__init__(title)


def not_found() -> Refused:
    """Return the refusal of an address at which there is nothing."""
    return Refused(
        404,
        "Page not found",
        "There is nothing at this address. It may have been typed wrongly, or what it led to was never here.",
        "Go to the start page.",
    )


def not_allowed(text: str) -> Refused:
    """Return the refusal of something that this person may not do."""
    return Refused(403, "You may not do this", text, "Ask an administrator if you think that this is wrong.")


def conflict(text: str, what_to_do: str = "Go back, load the page again, and look at what changed.") -> Refused:
    """Return the refusal of a decision that was made on a page that is no longer true.

    Parameters
    ----------
    text : str
        What happened since, and who did it.
    what_to_do : str
        The way on.
    """
    return Refused(409, "Nothing was recorded, because something changed", text, what_to_do)
