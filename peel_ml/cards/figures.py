"""The card's charts as files of their own, for MLflow and for slides: one SVG each, with its colours inside."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.card import Card
from peel_ml.cards.content import Figure
from peel_ml.cards.html import css
from peel_ml.cards.plain import shown
from peel_ml.cards.svg import draw
from peel_ml.cards.svg.drawing import markers, n


def figures(card: Card) -> dict[str, bytes]:
    """Return every chart as ``figures/<id>.svg``; of a chart in panels, one file a panel.

    Synthetic data says so in the title of each file and in its picture.
    """
    files = {}
    card = shown(card)
    blocks = (block for section in card.body.sections for block in section.blocks)
    for figure in (block for block in blocks if isinstance(block, Figure)):
        wide = [drawing for drawing in draw(figure.chart) if drawing.fit != "narrow"]
        for number, drawing in enumerate(wide, 1):
            name = figure.id if len(wide) == 1 else f"{figure.id}-{number}"
            # A panel is narrow: its own name fits above it, the whole figure's headline does not.
            mark = f"{card.body.banner} " if card.body.banner else ""
            mark += "SYNTHETIC. " if card.body.synthetic else ""
            title = f"{mark}{drawing.title or figure.headline}"
            files[f"figures/{name}.svg"] = _standalone(
                title, figure, drawing.frame + drawing.inside, drawing.width, drawing.height
            )
    return files


def _standalone(title: str, figure: Figure, inside: Markup, width: float, height: float) -> bytes:
    heading = 28
    return (
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 -{0} {1} {2}" width="{1}" height="{2}" '
            'role="img" aria-labelledby="t d"><title id="t">{3}</title><desc id="d">{4}</desc>'
            '<style>{5}</style><rect y="-{0}" width="{1}" height="{2}" fill="#fff"/><defs>{6}</defs>'
            '<text y="-10" font-weight="700">{3}</text>{7}</svg>\n'
        )
        .format(
            heading,
            n(width),
            n(height + heading),
            title,
            figure.description,
            Markup(css()),  # noqa: S704 - our own file, never data
            markers(),
            inside,
        )
        .encode()
    )
