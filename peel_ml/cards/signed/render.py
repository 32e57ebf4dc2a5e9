"""A card with its sign-off as HTML and Markdown, from the same parts as the card alone."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.card import Body
from peel_ml.cards.html import page
from peel_ml.cards.markdown import block_lines, escaped, status_line, written
from peel_ml.cards.signed.content import Decision, Evidence, GateLine, Node
from peel_ml.cards.signed.joined import SignedCard
from peel_ml.cards.signed.section import SignedBlock
from peel_ml.cards.words import moment


def to_html(signed: SignedCard) -> str:
    """Return the card with its sign-off as HTML: the same bytes for the same card and sign-off."""
    return page("signed", card=signed, digest=signed.digest, signed=signed)


def to_markdown(signed: SignedCard) -> str:
    """Return the card with its sign-off as Markdown."""
    sections = ((one.title, _section(one.blocks, signed.body)) for one in signed.sections)
    one = signed.standing
    standing = f"**{escaped(one.word)}.** {escaped(f'{one.text} {signed.reason}'.strip())}"
    return written(signed.body, sections, signed.digest, [standing])


def _section(blocks: Iterable[SignedBlock], body: Body) -> list[str]:
    return [line for one in blocks for line in _block(one, body)]


def _block(block: SignedBlock, body: Body) -> list[str]:
    match block.kind:
        case "decisions":
            return ["\n".join(line for one in block.decisions for line in _decision(one))]
        case "gates":
            return ["\n".join(line for one in block.lines for line in _gate(one))]
        case "argument":
            return ["\n".join(_node(block.root, 0))]
        case _:
            return block_lines([block], body)


def _decision(one: Decision) -> list[str]:
    who = f"{one.name}, {one.role}" if one.name else one.role
    said = [f"- **{escaped(one.did)}** {escaped(who)}. {moment(one.at)}."]
    said[0] += " **Dissent.**" if one.dissent else ""
    said[0] += f" {escaped(one.signed)}." if one.signed else ""
    said[0] += f" Conflict of interest: {escaped(one.conflict)}" if one.conflict else ""
    return [*said, *(f"    - {escaped(words.question)} “{escaped(words.words)}”" for words in one.words)]


def _gate(line: GateLine) -> list[str]:
    return [status_line(line.status), *(f"    - {_evidence(one)}" for one in line.evidence)]


def _evidence(one: Evidence) -> str:
    return f"{escaped(one.text)} ({escaped(one.pointer)})" if one.pointer else escaped(one.text)


def _node(one: Node, depth: int) -> list[str]:
    doubt = "An open doubt. " if one.kind == "doubt" else ""
    detail = f" {escaped(one.detail)}" if one.detail else ""
    own = f"{'    ' * depth}- **{escaped(one.word)}**: {doubt}{escaped(one.text)}{detail}"
    return [own, *(line for child in one.children for line in _node(child, depth + 1))]
