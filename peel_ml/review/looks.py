"""Templates and the files they need: one style sheet and one font, with their digest in the name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from peel_ml.cards.html import css
from peel_ml.cards.minified import minified
from peel_ml.cards.plain import plain

_FONT = "atkinson-hyperlegible-next.woff2"


@dataclass(frozen=True)
class Static:
    """One file that anybody may fetch, and keep for ever: its name changes with it."""

    name: str
    media_type: str
    content: bytes


def _named(stem: str, suffix: str, media_type: str, content: bytes) -> Static:
    return Static(f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{suffix}", media_type, content)


@cache
def statics() -> tuple[Static, Static, Static]:
    """Return the style sheet, the font and the icon."""
    font = _named("font", "woff2", "font/woff2", (files("peel_ml.cards") / "fonts" / _FONT).read_bytes())
    face = (
        '@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:400 700;'
        f'src:url("{font.name}") format("woff2")}}\n'
    )
    own = "".join(part.read_text(encoding="utf-8") for part in _sheets())
    style = (face + css() + minified(own)).encode()
    icon = (files("peel_ml.review") / "static" / "icon.svg").read_bytes()
    return (
        _named("style", "css", "text/css; charset=utf-8", style),
        font,
        _named("icon", "svg", "image/svg+xml", icon),
    )


def _sheets() -> tuple[Traversable, ...]:
    """Return the style sheets beside the card's: what sign-off adds to a card, the frame, and the reading pages."""
    own = files("peel_ml.review") / "static"
    joined = files("peel_ml.cards") / "templates" / "signed.css"
    return joined, own / "style.css", own / "reading.css"


@cache
def environment() -> Environment:
    """Return the templates: the pages' own, then the frame's, then the card's blocks and icons."""
    made = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("peel_ml.review.pages"),
                PackageLoader("peel_ml.review"),
                PackageLoader("peel_ml.cards"),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    made.filters.update(time_of_day=time_of_day, day=day, until=until)
    return made


def _shown(value: Any) -> Any:
    """Make every word that a template places plain: a hidden mark could turn the words after it around."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(template: str, **values: Any) -> str:
    """Return a page."""
    return environment().get_template(f"{template}.html.j2").render(**values)


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()


def time_of_day(at: float) -> str:
    """Return the time of day on this machine's clock, as in ``18:05``."""
    return f"{_local(at):%H:%M}"


def until(at: float, now: float) -> str:
    """Return a time within the next day, as in ``18:05`` or ``02:10 tomorrow``."""
    return time_of_day(at) + (" tomorrow" if _local(at).date() > _local(now).date() else "")


def day(at: float) -> str:
    """Return a date, as in ``3 March 2026``."""
    return f"{_local(at).day} {_local(at):%B %Y}"
