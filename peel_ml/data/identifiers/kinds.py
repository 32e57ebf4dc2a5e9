"""The kinds of direct identifier, as a table. Adding one is adding a row.

A pattern is read by two engines, polars' (no look-around) and Python's; group 1 is what was found. Where a pattern
alone says little, a check digit decides, or the share of a column's distinct values that carry it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from peel_ml.data.identifiers import numbers

_FROM, _TO = r"(?:^|[^0-9A-Za-z])", r"(?:$|[^0-9A-Za-z])"
HALF = 0.5


def _anywhere(body: str) -> str:
    return f"{_FROM}({body}){_TO}"


def _whole(body: str) -> str:
    return rf"^\s*({body})\s*$"


def _any(text: str) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One shape of one kind of identifier.

    Parameters
    ----------
    name : str
        What a reader calls it.
    pattern : str
        Group 1 is the identifier.
    why : str
        Why it is looked for in this way.
    valid : callable
        Decides on what the pattern found.
    share : float
        Share of a column's distinct values that must be of the shape; 0 where one says enough. What needs a share
        is not looked for in running text.
    named : str
        Only in columns whose name holds this; empty for every column.
    """

    name: str
    pattern: str
    why: str
    valid: Callable[[str], bool] = _any
    share: float = 0.0
    named: str = ""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern for Python."""
        return re.compile(self.pattern)

    def holds(self, text: str) -> bool:
        """Tell whether text holds an identifier of this shape."""
        return any(self.valid(found) for found in self.compiled.findall(text))


EMAIL = "email address"
PERSON = "name of a person"
BIRTH = "full date of birth"

_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}"
_PLATE = r"[A-HJ-PR-Y]{2}(?:0[1-9]|[12][0-9]|[5-7][0-9]) ?[A-HJ-PR-Z]{3}"
_DATE = (
    r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}"
)

KINDS: tuple[Kind, ...] = (
    Kind(
        EMAIL,
        r"(?:^|[^0-9A-Za-z._%+-])([0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\.[A-Za-z]{2,})",
        "Reaches one person. The mailbox that a use case declares as its contact is a role's, and allowed.",
    ),
    Kind(
        "telephone number",
        r"(?:^|[^0-9A-Za-z.+])((?:\+44[ -]?(?:\(0\) ?)?|\(?0)[127](?:[ )-]{0,2}[0-9]){8,9})" + _TO,
        "Reaches one person. Helplines (03 and 08) do not and are left out.",
        numbers.is_phone,
    ),
    Kind(
        "telephone number",
        _whole(r"\+?(?:44)?7[0-9]{9}"),
        "A column of numbers loses the nought in front, so the column's name must say what it holds.",
        share=HALF,
        named="phone|mobile|telephone|msisdn",
    ),
    Kind(
        "National Insurance number",
        _anywhere(r"(?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D])"),
        "One person's for life; two letters, six digits and a letter are rare elsewhere.",
        numbers.is_nino,
    ),
    Kind(
        "NHS number",
        _anywhere("[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}"),
        "One person's for life. Grouped as it is printed, with its check digit.",
        numbers.is_nhs,
    ),
    Kind(
        "NHS number",
        _whole("[0-9]{10}"),
        "One number of ten digits in eleven passes the check by chance, so half of a column's must.",
        numbers.is_nhs,
        share=HALF,
    ),
    Kind(
        "full postcode",
        _anywhere(_POSTCODE),
        "About 15 homes. In capitals and with its space, so that running text is not taken for one.",
        numbers.is_postcode,
    ),
    Kind(
        "full postcode",
        _whole("(?i:[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2})"),
        "Without a space, or in small letters, codes of other lists look like it, so half of a column must.",
        numbers.is_postcode,
        share=HALF,
    ),
    Kind(
        "PNC identifier",
        _anywhere("(?:19|20)?[0-9]{2}/[0-9]{1,7}[A-HJ-NP-RT-Z]"),
        "One person on the Police National Computer. With its check letter.",
        numbers.is_pnc,
    ),
    Kind(
        "CRO number",
        _anywhere("[0-9]{1,6}/[0-9]{2}[A-HJ-NP-RT-Z]|SF[0-9]{2}/[0-9]{1,6}[A-HJ-NP-RT-Z]"),
        "One person in the Criminal Records Office. With its check letter.",
        numbers.is_cro,
    ),
    Kind(
        "vehicle registration mark",
        _anywhere(_PLATE.replace(" ?", " ")),
        "Leads to a keeper. The current form, with its space.",
    ),
    Kind(
        "vehicle registration mark",
        _whole(_PLATE.replace(" ?", "")),
        "Without a space seven letters and digits may be any code, so half of a column must look like it.",
        share=HALF,
    ),
    Kind(
        "vehicle registration mark",
        _whole("[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z]|[A-Z]{1,3} ?[0-9]{1,4}|[0-9]{1,4} ?[A-Z]{1,3}"),
        "The older forms look like any code, so the column's name must say what it holds.",
        share=HALF,
        named="vrm|vrn|registration|number_?plate|reg_?(?:no|num|mark)",
    ),
    Kind(
        "driving licence number",
        _anywhere("[A-Z9]{5}[0-9][0156][0-9](?:0[1-9]|[12][0-9]|3[01])[0-9][A-Z9]{2}[0-9A-Z]{3}"),
        "Holds name and date of birth. Sixteen characters with a day and a month inside.",
        numbers.is_driver,
    ),
    Kind(
        "passport number",
        _whole("[0-9]{9}"),
        "Nine digits may be anything, so the column's name must say passport.",
        share=HALF,
        named="passport",
    ),
    Kind(
        BIRTH,
        r"(?i:(?:^|[^a-z])(?:d\.?o\.?b\.?|date of birth|born(?: on)?)[ :=-]{1,3})(" + _DATE + ")",
        "With a place or a name it is one person.",
    ),
    Kind(
        "internet address",
        r"(?:^|[^0-9A-Za-z.])([0-9]{1,3}(?:\.[0-9]{1,3}){3})(?:$|[^0-9A-Za-z.]|\.$|\. )",
        "Leads to a household or a device.",
        numbers.is_ip,
    ),
    Kind(
        "internet address",
        "(?:^|[^0-9A-Za-z:])((?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6})(?:$|[^0-9A-Za-z:])",
        "The same in its long form.",
        numbers.is_ip,
    ),
)
"""Shapes that are looked for in every column; those that need no share of a column, in running text too."""

IN_TEXT = tuple(kind for kind in KINDS if not kind.share)


def screen(kinds: tuple[Kind, ...]) -> str:
    """Return one pattern for all kinds: what it does not find, none of them finds."""
    return "|".join(f"(?:{kind.pattern})" for kind in kinds)
