"""Names of people: by what a column is called, and by what its values look like."""

from __future__ import annotations

import re

import polars as pl

_WHO = (
    "person|people|victim|suspect|offender|officer|complainant|witness|defendant|nominal|driver|accused|subject|"
    "patient|customer|client|applicant|detainee|employee|staff|informant|parent|child|keeper|next_of_kin"
)
NAME_COLUMN = re.compile(
    rf"(^|_)(surnames?|fore_?names?|(first|last|middle|family|given|full|maiden|christian|birth|known_as)_?names?|"
    rf"({_WHO})s?_names?|names?_of_({_WHO})s?|alias(es)?|nicknames?)(_|$)"
)
BIRTH_COLUMN = re.compile(r"(^|_)(dob|d_o_b|date_of_birth|birth_?(date|day)|born_on)(_|$)")
COLLAR_COLUMN = re.compile(r"(^|_)(collar|warrant|shoulder|epaulette|badge)_?(no|num|number|id)(_|$)")

FEWEST = 5
"""Fewer distinct values do not tell names from other words."""
SHAPED = 0.6
"""Share of distinct values that must be one to five words of letters …"""
FORENAMED = 0.3
"""… and share that must begin with a common forename (or hold it after a comma). Streets, wards and stations stay far
below: of the 33 boroughs none, of some 600 London wards under 2%."""

_TITLE = r"(?:(?i:mr|mrs|ms|miss|mx|dr|pc|dc|ps|ds|sgt|insp)\.? +)?"
_WORD = r"[A-Za-z\x{C0}-\x{24F}'\x{2019}.-]+"
_SHAPE = rf"^\s*{_WORD}(?:,? +{_WORD}){{0,4}}\s*$"
_PLACE = (
    r"(?i: (?:street|st|road|rd|avenue|lane|close|square|station|hospital|school|court|gardens|park|terrace|crescent|"
    r"estate|bridge|drive|mews|walk|row|house|ward|borough|market)\s*$)"
)
_FIRST = rf"^\s*{_TITLE}([A-Za-z'-]+)"
_AFTER_COMMA = rf"^\s*{_WORD}(?: {_WORD})?, *{_TITLE}([A-Za-z'-]+)"

_FORENAMES = """
aaliyah aaron abdul abdullah abigail adam adele adrian ahmed aidan aisha aishah alan albert alejandro alex
alexander alexandra alfie alfred ali alice alison amanda amber amelia amina aminata amir amy ana anastasia
andrea andrew andrzej angela ann anna anne annie anthony antonio arjun arthur ashley ava ayaan ayesha barbara
barry beatrice ben benjamin bernard beth bethany brandon brenda brian bryan callum cameron carl carol caroline
catherine charles charlie charlotte chiara chidi chinedu chloe christian christina christine christopher claire
clare colin connor craig daisy daniel danielle darren david dawn dean deborah denise dennis derek diane dimitri
dominic donald donna dorothy dylan edward eileen elaine eleanor elena elijah elizabeth ella ellie emily emma
eric erin ethan eva evelyn evie fatima fatimah fiona florence frances francesca francis frank freddie frederick
freya gareth gary gavin gemma geoffrey george georgia gerald gillian giovanni giulia glenn gordon graham
grzegorz hamza hannah harriet harrison harry hassan hayley heather helen henry hussain ian ibrahim imran irene
isaac isabel isabella isla ivan ivy jack jacob jacqueline jake jakub james jamie jan jane janet janice jasmine
jason javier jayden jean jeffrey jennifer jeremy jessica jesus jill joan joanna joanne joe john jonathan jordan
jose joseph josephine joshua joyce juan jude judith julia julian julie justin karen karl karolina katarzyna kate
katherine kathleen katie kayleigh keith kelly kenneth kerry kevin khadija kieran kimberly kofi krzysztof kwame
kyle laura lauren leah leanne lee leo leon lewis liam lily linda lisa logan louis louise luca lucas lucy luis
luke lydia lynn malcolm malgorzata manuel marcus margaret maria marie marion mark martin mary maryam mason
mateusz matthew maureen max maya megan mehmet mei melanie melissa mia michael michal michelle miguel mohamed
mohammad mohammed mohamud molly muhammad mustafa natalie natasha nathan neil ngozi nicholas nicola nicole nigel
noah nora norman oliver olivia olu oluwaseun omar oscar owen pamela patricia patrick paul paula pauline peter
philip phoebe piotr poppy priya rachel raj rajesh ravi raymond rebecca reece rhys richard riley robert roger
ronald rosie roy ruby russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah scott sean sebastian
sergio shannon sharon shaun sheila shirley simon sofia sophia sophie stacey stanley stephanie stephen steven
stuart susan suzanne sylvia tariq terence teresa theo theodore theresa thomas tiffany timothy tina toby tom
tomasz tracey tracy trevor tyler valerie vanessa veronica victor vincent vivek wayne wendy william xavier yasmin
yusuf yvonne zachary zahra zainab zara zoe zoltan
"""
FORENAMES = frozenset(_FORENAMES.split())
"""Common forenames in Britain, across its communities, in small letters. Names that are more often a month, a plant, a
place or a colour are left out (April, June, Rose, Chelsea, Victoria, Jade), so that no calendar looks like people."""


def snake(name: str) -> str:
    """Return a column's name in small letters with underscores.

    Examples
    --------
    >>> snake("FirstName"), snake("Date of Birth")
    ('first_name', 'date_of_birth')
    """
    return re.sub(r"[^0-9a-z]+", "_", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()).strip("_")


def people_among(distinct: pl.Series) -> pl.Series:
    """Return for each distinct text whether it counts as a person's name; all false where the column holds none.

    Examples
    --------
    >>> names = pl.Series(["Amina Yusuf", "Jones, Peter", "Mr Paul O'Hara", "Priya Shah", "Wei Chen"])
    >>> people_among(names).sum()
    5
    >>> people_among(pl.Series(["Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley"])).sum()
    0
    """
    if len(distinct) < FEWEST:
        return pl.Series([False] * len(distinct), dtype=pl.Boolean)
    names = list(FORENAMES)
    shaped = distinct.str.contains(_SHAPE) & ~distinct.str.contains(_PLACE)
    named = pl.Series([False] * len(distinct), dtype=pl.Boolean)
    if shaped.mean() >= SHAPED:  # type: ignore[operator]
        for pattern in (_FIRST, _AFTER_COMMA):
            named |= distinct.str.extract(pattern, 1).str.to_lowercase().is_in(names).fill_null(False)
        named &= shaped
    return shaped if named.mean() >= FORENAMED else shaped & False  # type: ignore[operator]
