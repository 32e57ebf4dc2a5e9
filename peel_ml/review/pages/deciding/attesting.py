"""The part of a submission that an attestation binds: its fields, its digest, and whether it changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel_ml.assurance.rules.noting import PARTS
from peel_ml.review.pages.deciding.doing import Doing, Shown


def _part(doing: Doing) -> str:
    return PARTS[doing.roles[0]]


def narrowed(doing: Doing) -> Doing:
    """Leave one role: that of a part which is not attested as it stands, where somebody may attest both."""
    first = next((role for role in doing.roles if not doing.matter.attested(PARTS[role])), doing.roles[0])
    return replace(doing, roles=(first,))


def shown(doing: Doing) -> Shown:
    """Return the part that is attested."""
    from peel_ml.assurance.submissions.freezing import PARTS as CODES

    name = _part(doing)
    about = CODES[name]
    whole = tuple(one for one in about if one.endswith("."))
    body = doing.card.body.fields if doing.card else ()
    earlier = [(said, one) for said, one in doing.matter.attestations if one.part == name]
    return {
        "name": name.replace("_", " "),
        "sha256": doing.matter.asks.parts.get(name, ""),
        "fields": [one for one in body if one.code in about or one.code.startswith(whole)],
        "codes": about,
        "earlier": earlier,
    }


def payload(form: Any, doing: Doing) -> dict[str, Any]:
    """Return the attestation, bound to the digest that the page showed."""
    return {"part": _part(doing), "sha256": form.part_sha256, "statement": form.statement}
