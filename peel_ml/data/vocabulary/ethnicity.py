"""Ethnicity labels: two axes, two eras, and the coarser groups.

Self-defined: 16+1 (Census 2001) until mid-2017, then 18+1 (Census 2011: adds Gypsy or Irish Traveller and
Arab, and moves Chinese under Asian). Canonical names are those the Office for National Statistics and the
Race Disparity Unit use for England. Officer-defined: the police's 6+1 as data.police.uk collapses it.

Decisions about the eras
------------------------
- A detailed category that means the same people in both eras has one canonical label. Chinese is such a
  category: only the heading above it moved, so "Chinese or other ethnic group - Chinese" is the 18+1
  "Chinese" and is grouped under "Asian or Asian British", as ONS does when it compares 2001 with later years.
- Two 16+1 categories are wider than their 18+1 namesakes, because the category that was later split off had
  no box of its own: "Any other White background" held Gypsies and Irish Travellers, "Any other ethnic group"
  held Arabs. Their canonical labels end in "(16+1)"; they never count as the 18+1 category, and still belong
  to the same one of the five groups.
- The 16+1 heading "Chinese or other ethnic group" without a detailed category is not mapped: it is neither
  the 18+1 "Other ethnic group" nor "Asian or Asian British".
"""

from __future__ import annotations

from peel_ml.data.vocabulary.entry import Entry, Vocabulary, same
from peel_ml.results.codes import NOT_STATED

ERA_16 = "16+1"
ERA_18 = "18+1"

ASIAN = "Asian or Asian British"
BLACK = "Black, Black British, Caribbean or African"
MIXED = "Mixed or multiple ethnic groups"
WHITE = "White"
OTHER = "Other ethnic group"
ONS_5 = (ASIAN, BLACK, MIXED, WHITE, OTHER)

OFFICER = ("White", "Black", "Asian", "Mixed", "Other")
"""Officer-defined 6+1 as published. "Asian" is South Asian and "Other" holds the codes for Chinese, Japanese
or South East Asian and for Arab or North African people, so the groups are not the five of ONS."""

_ANY_WHITE_16 = f"{WHITE}: Any other White background (16+1)"
_ANY_OTHER_16 = f"{OTHER}: Any other ethnic group (16+1)"

_TABLE: tuple[tuple[str, str, str | None, str | None], ...] = (
    # group, canonical category, 18+1 label, 16+1 label
    (ASIAN, "Bangladeshi", "Asian/Asian British - Bangladeshi", "Asian or Asian British - Bangladeshi (A3)"),
    (ASIAN, "Chinese", "Asian/Asian British - Chinese", "Chinese or other ethnic group - Chinese (O1)"),
    (ASIAN, "Indian", "Asian/Asian British - Indian", "Asian or Asian British - Indian (A1)"),
    (ASIAN, "Pakistani", "Asian/Asian British - Pakistani", "Asian or Asian British - Pakistani (A2)"),
    (
        ASIAN,
        "Any other Asian background",
        "Asian/Asian British - Any other Asian background",
        "Asian or Asian British - Any other Asian ethnic background (A9)",
    ),
    (BLACK, "African", "Black/African/Caribbean/Black British - African", "Black or Black British - African (B2)"),
    (
        BLACK,
        "Caribbean",
        "Black/African/Caribbean/Black British - Caribbean",
        "Black or Black British - Caribbean (B1)",
    ),
    (
        BLACK,
        "Any other Black, Black British, or Caribbean background",
        "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background",
        "Black or Black British - Any other Black ethnic background (B9)",
    ),
    (MIXED, "White and Asian", "Mixed/Multiple ethnic groups - White and Asian", "Mixed - White and Asian (M3)"),
    (
        MIXED,
        "White and Black African",
        "Mixed/Multiple ethnic groups - White and Black African",
        "Mixed - White and Black African (M2)",
    ),
    (
        MIXED,
        "White and Black Caribbean",
        "Mixed/Multiple ethnic groups - White and Black Caribbean",
        "Mixed - White and Black Caribbean (M1)",
    ),
    (
        MIXED,
        "Any other Mixed or multiple ethnic background",
        "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background",
        "Mixed - Any other Mixed ethnic background (M9)",
    ),
    (
        WHITE,
        "English, Welsh, Scottish, Northern Irish or British",
        "White - English/Welsh/Scottish/Northern Irish/British",
        "White - White British (W1)",
    ),
    (WHITE, "Irish", "White - Irish", "White - White Irish (W2)"),
    (WHITE, "Gypsy or Irish Traveller", "White - Gypsy or Irish Traveller", None),
    (WHITE, "Any other White background", "White - Any other White background", None),
    (WHITE, "Any other White background (16+1)", None, "White - Any other White ethnic background (W9)"),
    (OTHER, "Arab", "Other ethnic group - Arab", None),
    (OTHER, "Any other ethnic group", "Other ethnic group - Any other ethnic group", None),
    (OTHER, "Any other ethnic group (16+1)", None, "Chinese or other ethnic group - Any other ethnic group (O9)"),
)

GROUP_OF: dict[str, str] = {f"{group}: {name}": group for group, name, _, _ in _TABLE}
"""Detailed canonical label to one of `ONS_5`, in the order groups are listed."""

ONS_18 = tuple(label for label in GROUP_OF if not label.endswith("(16+1)"))
"""The eighteen detailed labels of 18+1 (the "+1" is not stated)."""


def _entries() -> tuple[Entry, ...]:
    found = [
        Entry("Other ethnic group - Not stated", NOT_STATED, ERA_18),
        Entry("Not Stated (NS)", NOT_STATED, ERA_16),
        Entry("Not stated", NOT_STATED),
    ]
    for group, name, later, earlier in _TABLE:
        label = f"{group}: {name}"
        if later:
            found.append(Entry(later, label, ERA_18))
        if earlier:
            # The code in brackets is published by most forces; some leave it out.
            found += [Entry(earlier, label, ERA_16), Entry(earlier.rsplit(" (", 1)[0], label, ERA_16)]
    return tuple(found)


SELF_DEFINED = Vocabulary("self_defined_ethnicity", _entries())
OFFICER_DEFINED = Vocabulary("officer_defined_ethnicity", same(*OFFICER))
