"""Gates at a glance: those in the way first, each with what it rests on. Codes stand in the annex alone."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.content import Column, Outcome, Status, Table
from peel_ml.cards.signed.content import Gate, GateLine
from peel_ml.cards.words import counted, sentence

_TAGS: dict[tuple[str, bool], tuple[Outcome, str]] = {
    ("failed", True): ("not_met", "In the way"),
    ("failed", False): ("look_closer", "Not met"),
    ("passed", True): ("met", "Met"),
    ("passed", False): ("met", "Met"),
    ("not_applicable", True): ("note", "Does not apply"),
    ("not_applicable", False): ("note", "Does not apply"),
}
_ORDER = tuple(_TAGS)


def gate_lines(gates: Iterable[Gate]) -> tuple[GateLine, ...]:
    """Return every gate as a check, those in the way first."""
    ordered = sorted(gates, key=lambda one: (_ORDER.index((one.state, one.blocking)), one.code))
    return tuple(GateLine(_status(one), one.evidence) for one in ordered)


def _status(one: Gate) -> Status:
    outcome, word = _TAGS[one.state, one.blocking]
    fix = sentence(one.todo) if one.state == "failed" else ""
    if fix and one.who:
        fix = f"{fix} Who does it: {one.who}."
    return Status(outcome, word, one.title, one.text, fix)


def in_short(gates: tuple[Gate, ...]) -> str:
    """Return how the gates came out in two or three sentences.

    Examples
    --------
    >>> in_short((Gate("G01", "All fields are filled", "failed", True, ""),))
    '0 of 1 met. 1 is in the way: it cannot be signed until that is mended, and nobody can wave it through.'
    """
    met = sum(one.state == "passed" for one in gates)
    apart = sum(one.state == "not_applicable" for one in gates)
    block = sum(one.state == "failed" and one.blocking for one in gates)
    other = sum(one.state == "failed" and not one.blocking for one in gates)
    said = [f"{met} of {len(gates)} met."]
    if apart:
        said.append(f"{apart} {'does' if apart == 1 else 'do'} not apply.")
    if other:
        said.append(f"{other} {'is' if other == 1 else 'are'} not met and {_block(other)} for what is asked here.")
    if block:
        said.append(
            f"{block} {'is' if block == 1 else 'are'} in the way: it cannot be signed until "
            f"{'that is' if block == 1 else 'those are'} mended, and nobody can wave {'it' if block == 1 else 'them'} "
            "through."
        )
    return " ".join(said)


def _block(number: int) -> str:
    return "does not block" if number == 1 else "do not block"


def coded(gates: tuple[Gate, ...]) -> Table:
    """Return the gates by their codes, for the annex."""
    rows = tuple(
        (one.code, one.title, _TAGS[one.state, one.blocking][1], "Yes" if one.blocking else "No")
        for one in sorted(gates, key=lambda one: one.code)
    )
    names = ("Code", "What must be true", "How it came out", "Blocks here")
    return Table(f"{counted(len(gates), 'gate')} by code", tuple(Column(name) for name in names), rows)
