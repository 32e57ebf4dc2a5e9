"""The card as Markdown: the same words and tables, charts as their sentences and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from peel_ml.cards.card import Body, Card, digest
from peel_ml.cards.content import Block, Fact, Figure, Status, Table
from peel_ml.cards.plain import shown
from peel_ml.cards.separated import stem

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~])")
_LEADING = re.compile(r"^(\s*)([#>+=\-]|\d+[.)])")


def escaped(text: str) -> str:
    r"""Return a text that Markdown shows as it is: no markup, no HTML, no table cell cut in two.

    Examples
    --------
    >>> escaped("a|b `c` <script>")
    'a\\|b \\`c\\` &lt;script&gt;'
    """
    text = " ".join(text.split()).replace("&", "&amp;")
    text = _SPECIAL.sub(r"\\\1", text).replace("\\<", "&lt;").replace("\\>", "&gt;")
    return _LEADING.sub(r"\1\\\2", text) if not re.match(r"^\d+[.)]?\d", text) else text


def to_markdown(card: Card) -> str:
    """Return the card as Markdown (CommonMark with tables): the same bytes for the same body."""
    body = shown(card).body
    return written(body, [(one.title, block_lines(one.blocks, body)) for one in body.sections], digest(card))


def block_lines(blocks: Iterable[Block], body: Body) -> list[str]:
    """Return the lines of some blocks."""
    return [line for one in blocks for line in _block(one, body)]


def written(body: Body, sections: Iterable[tuple[str, list[str]]], digest_: str, standing: Iterable[str] = ()) -> str:
    """Return a card from its body and the lines of its sections; `standing` comes before everything it says."""
    mark = _mark(body)
    kind = "Disparity audit of" if body.kind == "audit" else "Model card for"
    banner = f"{escaped(body.banner)} " if body.banner else ""
    lines = [
        f"# {banner}{mark}{escaped(body.title)}",
        *standing,
        f"{kind} {escaped(body.use_case)}, {escaped(body.publisher)}",
    ]
    lines.append("\n".join(status_line(one) for one in body.status))
    lines.append("## Decision sheet")
    for answer in body.decision_sheet:
        lines += [f"### {escaped(answer.question)}", escaped(" ".join(answer.sentences))]
    lines += [
        "## Key facts",
        "\n".join(
            f"- **{escaped(tile.figure)}** {escaped(tile.label)}. {escaped(tile.detail)}" for tile in body.key_facts
        ),
    ]
    lines += ["## Checks at a glance", "\n".join(status_line(one) for one in body.checks)]
    for title, section in sections:
        lines += [f"## {escaped(title)}", *section]
    lines.append(_facts([Fact("Digest of this card’s content", digest_)]))
    return "\n\n".join(line for line in lines if line) + "\n"


def status_line(one: Status) -> str:
    """Return a check as one item of a list."""
    text = f"- **{escaped(one.word)}**: {escaped(one.title)}."
    text = text.replace("?.", "?").replace("..", ".")
    text += f" {escaped(one.text)}" if one.text else ""
    text += f" What to do: {escaped(one.fix)}" if one.fix else ""
    return text + (f" (`{one.code}`)" if re.fullmatch(r"[A-Za-z0-9\-]+", one.code) else "")


def _facts(facts: Iterable[Fact]) -> str:
    return "\n".join(f"- **{escaped(one.term)}**: {escaped(one.text)}" for one in facts)


def _table(table: Table) -> list[str]:
    head = "| " + " | ".join(escaped(column.name) for column in table.columns) + " |"
    rule = "| " + " | ".join("---:" if column.numeric else "---" for column in table.columns) + " |"
    rows = ["| " + " | ".join(_cells(row, len(table.columns))) + " |" for row in table.rows]
    return [f"**{escaped(table.caption)}**", "\n".join([head, rule, *rows])]


def _cells(row: tuple[str, ...], columns: int) -> list[str]:
    if len(row) == 1 < columns:
        return [f"**{escaped(row[0])}**", *[""] * (columns - 1)]
    return [escaped(cell) for cell in row]


def _mark(body: Body) -> str:
    return "SYNTHETIC. " if body.synthetic else ""


def _figure(figure: Figure, body: Body) -> list[str]:
    return [
        f"**{_mark(body)}{escaped(figure.headline)}**",
        escaped(figure.subtitle),
        f"What this shows: {escaped(figure.shows)}",
        *_table(figure.table),
        f"The numbers as a file: `{stem(figure.id, body)}.csv`",
    ]


def _block(block: Block, body: Body) -> list[str]:
    match block.kind:
        case "paragraph":
            return [f"**{escaped(block.lead)}** {escaped(block.text)}" if block.lead else escaped(block.text)]
        case "caution":
            return [f"**{escaped(f'{block.lead} {block.text}'.strip())}**"]
        case "heading":
            return [f"### {escaped(block.text)}"]
        case "listing":
            return ["\n".join(f"- {escaped(item)}" for item in block.items)]
        case "facts":
            return [_facts(block.facts)]
        case "statuses":
            return ["\n".join(status_line(one) for one in block.statuses)]
        case "table":
            return _table(block)
        case "figure":
            return _figure(block, body)
        case "fold":
            return [
                f"#### {escaped(block.summary)}",
                *(line for part in block.blocks for line in _block(part, body)),
            ]
