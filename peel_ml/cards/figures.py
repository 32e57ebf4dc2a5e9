"""The card's charts as files of their own, for MLflow and for slides: each one's picture and its numbers."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.card import Body, Card
from peel_ml.cards.content import Figure
from peel_ml.cards.html import css
from peel_ml.cards.legend import key
from peel_ml.cards.plain import shown
from peel_ml.cards.separated import stem, to_csv
from peel_ml.cards.svg import Drawing, draw
from peel_ml.cards.svg.drawing import LINE, MARKS, SIZE, markers, n, text, together, wrapped
from peel_ml.cards.svg.strips import symbols

_MARGIN = 12
_MARKED = ".ci{marker-mid:url(#m-pt)}" + "".join(
    f".ci.{shape}{{marker-mid:url(#m-{shape})}}" for shape in dict.fromkeys(MARKS.values()) if shape != "pt"
)
"""In a picture of its own a line's class puts its mark on its middle; in the page marks have places of their own."""


def figures(card: Card) -> dict[str, bytes]:
    """Return every chart as ``figures/<id>.svg`` and its numbers as ``figures/<id>.csv``.

    Of a chart in panels there is one picture a panel. Synthetic data says so in the name of each file, in its title, in
    its picture, and in the header of its numbers.
    """
    files = {}
    card = shown(card)
    blocks = (block for section in card.body.sections for block in section.blocks)
    for figure in (block for block in blocks if isinstance(block, Figure)):
        wide = [drawing for drawing in draw(figure.chart) if drawing.fit != "narrow"]
        name = stem(figure.id, card.body.synthetic)
        for number, drawing in enumerate(wide, 1):
            ending = "" if len(wide) == 1 else f"-{number}"
            files[f"{name}{ending}.svg"] = _standalone(_title(drawing, figure, card.body), figure, drawing)
        files[f"{name}.csv"] = to_csv(figure.table, synthetic=card.body.synthetic)
    return files


def _title(drawing: Drawing, figure: Figure, body: Body) -> str:
    mark = f"{body.banner} " if body.banner else ""
    mark += "SYNTHETIC. " if body.synthetic else ""
    return f"{mark}{figure.headline}{f'. {drawing.title}' if drawing.title else ''}"


def _standalone(title: str, figure: Figure, drawing: Drawing) -> bytes:
    """Return one picture with its title above and its legend below, its colours inside."""
    # Bold, and in whatever font the reader has: both run wider than the page's own.
    lines = wrapped(title, drawing.width, SIZE * 1.25, lines=8)
    heading = len(lines) * LINE + 14.0
    words = [text(0, LINE * (place + 1) - heading, line, cls="b") for place, line in enumerate(lines)]
    legend, foot = _legend(figure, drawing)
    return (
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="-{11} -{0} {1} {2}" width="{1}" '
            'height="{2}" role="img" aria-labelledby="t d"><title id="t">{3}</title><desc id="d">{4}</desc>'
            '<style>{5}</style><rect x="-{11}" y="-{0}" width="{1}" height="{2}" fill="#fff"/><defs>{6}{7}</defs>'
            "{8}{9}{10}</svg>\n"
        )
        .format(
            n(heading),
            n(drawing.width + 2 * _MARGIN),
            n(heading + drawing.height + foot + _MARGIN),
            title,
            figure.description,
            Markup(css() + _MARKED),  # noqa: S704 - our own file, never data
            markers(),
            symbols(),
            together(words),
            drawing.frame + drawing.inside,
            legend,
            _MARGIN,
        )
        .encode()
    )


def _legend(figure: Figure, drawing: Drawing) -> tuple[Markup, float]:
    """Return the legend below a drawing, and how much room it takes."""
    parts: list[Markup] = []
    y = drawing.height + 8
    for shape, words in key(figure.chart):
        lines = wrapped(words, drawing.width - 34, lines=4)
        parts.append(Markup('<g transform="translate(2 {})">{}</g>').format(n(y), shape))
        parts += [text(34, y + 17 + LINE * place, line) for place, line in enumerate(lines)]
        y += 24 + LINE * (len(lines) - 1)
    return together(parts), y - drawing.height if parts else 0.0
