"""2: who stands behind it, and who else takes part."""

from __future__ import annotations

from peel_ml.cards.declared import Declaration
from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, declared, given, lowered, open_in, still_open
from peel_ml.cards.words import sentence, spoken

PROCUREMENT = {
    "open": "open procedure",
    "competitive_flexible": "competitive flexible procedure",
    "framework": "call-off from a framework",
    "direct_award": "direct award",
    "section_93_pro_bono": "without payment, under section 93 of the Police Act 1996",
    "none": "not procured",
}


def third_parties(declaration: Declaration) -> str:
    """Return who else takes part, one sentence each; empty where nothing is declared."""
    parties = declaration.get("third_parties")
    if not isinstance(parties, list | tuple):
        return ""
    said = []
    for one in declaration.items("third_parties"):
        facts = [str(one.get("name")), str(one.get("role"))]
        if one.get("companies_house_number"):
            facts.append(f"Companies House number {one['companies_house_number']}")
        if one.get("procurement"):
            facts.append(PROCUREMENT.get(str(one["procurement"]), spoken(str(one["procurement"])).lower()))
        facts += [str(one[key]) for key in ("agreement", "data_access_terms") if one.get(key)]
        said.append(sentence("; ".join(facts)))
    return " ".join(said) or "Nobody outside takes part."


def _third_parties(asked: Asked) -> Answer:
    missing, said = open_in("2.2", asked), third_parties(asked.declaration)
    if missing:
        return still_open(f"{lowered(missing)}. {said}".strip().rstrip("."))
    return given(said)


ROWS = (
    Row(
        "2.1",
        "Who is responsible, who owns it, who developed it",
        ("declared",),
        "submit",
        (by.ATRS, by.ALGO_CARE, by.EXPLAINING),
        "use",
        declared(
            "2.1",
            ("Organisation", "people.organisation"),
            ("Team", "people.team"),
            ("Responsible role", "people.owner_role"),
            ("Speaks for it", "people.single_point_of_contact"),
            ("Developed by", "people.developer"),
        ),
    ),
    Row(
        "2.2",
        "Who outside takes part, and what they may see",
        ("declared",),
        "submit",
        (by.ATRS, by.ISO_42001, by.PAPER),
        "use",
        _third_parties,
    ),
)
"""The rows of this chapter."""
