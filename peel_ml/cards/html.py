"""The card as one HTML file that needs nothing but itself: no network, no script to be readable."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from peel_ml.cards.card import Card, digest
from peel_ml.cards.chart_content import IntervalChart
from peel_ml.cards.chart_series import CurveChart, TimelineChart
from peel_ml.cards.content import Figure, Table
from peel_ml.cards.legend import key
from peel_ml.cards.minified import minified, renamed, short
from peel_ml.cards.plain import plain, shown
from peel_ml.cards.separated import stem
from peel_ml.cards.svg import draw
from peel_ml.cards.svg.drawing import n
from peel_ml.cards.svg.strips import strips, symbols
from peel_ml.cards.words import counted, moment

_LONG = 40
_WIDE = 24
_CURVE = 12
"""A curve with more points stands in its page's table at every second one."""
_HOME = files("peel_ml.cards")


@cache
def _font_faces() -> str:
    data = (_HOME / "fonts" / "atkinson-hyperlegible-next.woff2").read_bytes()
    return (
        '@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:400 700;'
        f'src:url(data:font/woff2;base64,{base64.b64encode(data).decode()}) format("woff2")}}\n'
    )


@cache
def css() -> str:
    """Return the card's own style sheet as it is embedded: minified, without the fonts."""
    return minified((_HOME / "style.css").read_text(encoding="utf-8"))


@cache
def _style(template: str) -> str:
    own = _HOME / "templates" / f"{template}.css"
    return _font_faces() + renamed(css() + (minified(own.read_text(encoding="utf-8")) if own.is_file() else ""))


@cache
def _script() -> str:
    return (_HOME / "script.js").read_text(encoding="utf-8")


def _sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _policy(style: str) -> str:
    """Allow the one style sheet and the one script of this file by their digests, and nothing else."""
    return (
        f"default-src 'none'; style-src {_sha256(style)}; script-src {_sha256(_script())}; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("peel_ml.cards"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_plain,
    )
    environment.globals.update(draw=draw, key=key, place=n, numeric=_numeric, strips=strips, stem=stem)
    environment.globals.update(on_page=_on_page, counted=counted, moment=moment)
    return environment


def _plain(value: Any) -> Any:
    """Make every word that a template places plain; drawings and styles are ours and stay."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _numeric(table: Table) -> str:
    """Name the numeric columns, those of long figures, and a long last one, once for the whole table.

    A class on every cell would cost 10 KB.
    """
    names = [
        f"n{place} w{place}" if any(len(row[place - 1]) > _WIDE for row in table.rows if len(row) > 1) else f"n{place}"
        for place, column in enumerate(table.columns, 1)
        if column.numeric
    ]
    if not table.columns[-1].numeric and any(len(row[-1]) > _LONG for row in table.rows):
        names.append("last")
    return " ".join(names)


def _on_page(figure: Figure) -> Table:
    """Return a chart's table as the page shows it; the chart's file and the Markdown have every row and column.

    Left out is what the page prints at the chart's lines or in its legend anyway, the ratio of the same shares,
    and of a long curve every second point.
    """
    table, chart = figure.table, figure.chart
    rows, note = table.rows, ""
    kept = list(range(len(table.columns)))
    if isinstance(chart, IntervalChart):
        printed = {text for row in chart.rows for text in (row.text, row.words)} | {"–", "1"}
        kept = [
            place
            for place in kept
            if not table.columns[place].name.startswith("Ratio on")
            and not all(row[place] in printed for row in rows if len(row) > 1)
        ]
        note = ", beside what stands at the lines"
    elif isinstance(chart, TimelineChart):
        kept, note = [place for place in kept if table.columns[place].name != "Break"], ""
    elif isinstance(chart, CurveChart) and len(rows) > _CURVE:
        rows, note = (*rows[:-1:2], rows[-1]), ", every second point"
    if len(kept) == 1 or (len(kept) == len(table.columns) and rows is table.rows):
        return table
    return replace(
        table,
        caption=f"{table.caption}{note}",
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(row if len(row) == 1 else tuple(row[place] for place in kept) for row in rows),
    )


def to_html(card: Card) -> str:
    """Return the card as HTML: the same bytes for the same body, every word from outside escaped.

    What belongs to one run only (ids, times, machine) stays in ``card.json``.

    Examples
    --------
    >>> from peel_ml.cards.card import Body, Card, RunPart
    >>> body = Body("demo", "<b>", False, "Team", "validation", (), "What?", (), (), (), ())
    >>> "&lt;b&gt;" in to_html(Card("1.0", body, RunPart(())))
    True
    """
    return page("page", card=shown(card), digest=digest(card), signed=None)


def page(template: str, **values: Any) -> str:
    """Return a page in the card's look: its style sheet, fonts and script inside, and a policy that allows no more.

    Parameters
    ----------
    template : str
        Name of ``templates/<name>.html.j2``, which places `css`, `script`, `policy` and `symbols`; rules of this page
        only stand in ``templates/<name>.css``.
    values : Any
        What the template shows; every word of it is escaped.
    """
    style = _style(template)
    return short(
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            css=Markup(style),  # noqa: S704 - our own files, never data
            script=Markup(_script()),  # noqa: S704
            policy=Markup(_policy(style)),  # noqa: S704
            symbols=symbols(),
            **values,
        )
        + "\n"
    )
