"""What the public view may show of sign-off: what was decided, when and by which role, and nothing that a person wrote.

Free text has passed no disclosure control: it can name people, and it can give a number that the public card withholds.
"""

from __future__ import annotations

from dataclasses import replace

from peel_ml.cards.signed.content import Node, Signed

WRITTEN = "What people wrote stands in the internal view."


def for_public(signed: Signed) -> Signed:
    """Return the same sign-off without names, free text, evidence and measured values."""
    return replace(
        signed,
        reason="",
        decisions=tuple(replace(one, name="", words=(), conflict="") for one in signed.decisions),
        conditions=tuple(
            replace(one, text=f"Condition {place}", check="") for place, one in enumerate(signed.conditions, 1)
        ),
        justifications=tuple(
            replace(
                one,
                finding="",
                aim="",
                proportionate="",
                alternatives="",
                mitigation="",
                author="",
                accepted_by=_somebody(one.accepted_by),
            )
            for one in signed.justifications
        ),
        gates=tuple(replace(one, text="", evidence=(), todo="", who="") for one in signed.gates),
        argument=None if signed.argument is None else _bare(signed.argument),
        tried=tuple(replace(one, found="") for one in signed.tried),
        tried_by="a reviewer",
    )


def _somebody(people: tuple[str, ...]) -> tuple[str, ...]:
    return ("A reviewer",) if people else ()


def _bare(node: Node) -> Node:
    kept = tuple(_bare(one) for one in node.children if one.kind in ("strategy", "claim"))
    return replace(node, detail="", children=kept)
