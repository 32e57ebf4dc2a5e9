"""The difference as plain text: readable in a terminal, a mail and a log alike."""

from __future__ import annotations

import textwrap

from peel_ml.cards.diff.content import Compared, Difference, Part, Row, summary

WIDTH = 100
SHORT = 60
"""Two values up to this length together stand on one line."""


def to_text(difference: Difference) -> str:
    """Return the difference as text: the same for the same difference, no line longer than `WIDTH` but for one word."""
    mark = "SYNTHETIC. " if difference.synthetic else ""
    lines = [f"{mark}Difference between two cards of {difference.use_case}", ""]
    lines += [_side("Before", difference.before), _side("After ", difference.after)]
    for caution in difference.cautions:
        lines += ["", *_wrapped(caution, "Take care: ", " " * 11)]
    lines += ["", "In short"]
    for sentence in summary(difference):
        lines += _wrapped(sentence, "  - ", " " * 4)
    for part in difference.parts:
        if part.rows:
            lines += ["", part.title, "=" * len(part.title), *_part(part)]
    return "\n".join(lines) + "\n"


def _side(word: str, side: Compared) -> str:
    synthetic = "; SYNTHETIC data" if side.synthetic else ""
    return f"  {word}  {side.name}, figures from {side.figures}{synthetic}"


def _part(part: Part) -> list[str]:
    if part.detail:
        return _wrapped(f"{part.short} They are listed one by one with --json.", "", "")
    lines = _wrapped(part.note, "", "") if part.note else []
    under = ""
    for row in part.rows:
        if row.under != under:
            under = row.under
            lines += ["", *_wrapped(under, "", "")]
        lines += _row(row)
    return lines


def _row(row: Row) -> list[str]:
    name = f"{row.what}: " if row.what else ""
    if row.before is None or row.after is None:
        sign, text = ("+", row.after) if row.before is None else ("-", row.before)
        return [*_wrapped(f"{name}{text}", f"  {sign} ", " " * 4), *_said(row)]
    if len(row.before) + len(row.after) <= SHORT:
        return _wrapped(f"{name}{row.before} → {row.after}{_ended(row)}", "  ~ ", " " * 4)
    return [
        *_wrapped(row.what or "Changed", "  ~ ", " " * 4),
        *_wrapped(row.before, "      before  ", " " * 14),
        *_wrapped(row.after, "      after   ", " " * 14),
        *_said(row),
    ]


def _ended(row: Row) -> str:
    return f". {row.said}" if row.said else ""


def _said(row: Row) -> list[str]:
    return _wrapped(row.said, " " * 6, " " * 6) if row.said else []


def _wrapped(text: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
