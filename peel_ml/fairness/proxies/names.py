"""Facts whose name alone asks for care, whatever the figures say: a table."""

from __future__ import annotations

import re

NAMES: tuple[tuple[str, str], ...] = (
    (
        "a small area",
        r"[lm]soas?|oas?|oa ?\d+|output areas?|small areas?|wards?|post ?codes?|postal codes?|zip ?codes?|zip|beats?|"
        r"streets?|address(es)?|uprn|neighbou?rhoods?|parish(es)?|estates?|eastings?|northings?|lat|lon|lng|latitudes?|"
        r"longitudes?|grid refs?",
    ),
    ("nationality", r"nationalit(y|ies)|citizens?|citizenship|passports?|visas?|immigration( \w+)?|asylum"),
    ("where somebody was born", r"birth ?places?|places? of birth|country of birth|birth country|born in"),
    ("language", r"languages?|mother tongue|interpreters?|translators?"),
    ("a name", r"(first|fore|sur|last|family|given|middle|full|birth|maiden) ?names?|initials?|^names?$"),
    ("a place of faith", r"faith( \w+)?|church(es)?|mosques?|temples?|synagogues?|gurdwaras?|chapels?|worship"),
    ("how somebody is housed", r"tenures?|council (house|housing|tenants?)|social (rent|housing)|tenants?|landlords?"),
    (
        "benefits",
        r"(housing |state |child |disability |receives? )?benefits?|universal credit|pension credit|welfare|"
        r"free school meals?|fsm",
    ),
    ("a school", r"schools?|college|university|pupils?|nursery"),
    ("deprivation", r"depriv(ation|ed)|imd|idaci|idaopi|poverty|carstairs|townsend"),
    (
        "earlier stops",
        r"(prior|previous|past|earlier|number of|n|total) (stops?|searches|stop (and )?search(es)?)|"
        r"(stops?|searches) (before|count|history)|times (stopped|searched)",
    ),
    ("arrests", r"arrest(s|ed)?|custody|convictions?|convicted|cautions?|cautioned|pnc"),
    ("police intelligence", r"intel|intelligence|gangs?|matrix|informants?|warning markers?|watch ?lists?"),
)
"""(why, pattern on the words of a name, in small letters); the first that fits says why."""

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def flagged_name(feature: str) -> str | None:
    """Say why a feature's name asks for care; ``None`` where it does not.

    Such facts have stood for ethnicity, faith or class often enough that a low figure on one data set is no
    reason to stop asking.

    Examples
    --------
    >>> flagged_name("lsoa11_code"), flagged_name("PreviousStops"), flagged_name("hour")
    ('a small area', 'earlier stops', None)
    """
    words = " ".join(word.lower() for word in _WORDS.findall(feature))
    for why, pattern in NAMES:
        if re.search(rf"(?<![a-z0-9])({pattern})(?![a-z0-9])", words):
            return why
    return None
