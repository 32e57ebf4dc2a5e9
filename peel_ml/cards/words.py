"""Numbers and names as a reader sees them: natural frequencies, points, full names, plain English."""

from __future__ import annotations

import re
from datetime import date, datetime

from peel_ml.cards.declared import Declaration
from peel_ml.disclosure.rounding import Stepped

MINUS = "\u2212"
NOT_MEASURED = "Not measured"


def count(n: int | None) -> str:
    """Return a count with thousands separators.

    Examples
    --------
    >>> count(123456), count(None)
    ('123,456', 'Withheld')
    """
    return "Withheld" if n is None else f"{n:,}"


def few(n: int | None) -> str:
    """Return a count with thousands separators, or that it is too small to be shown.

    Examples
    --------
    >>> few(1234), few(None)
    ('1,234', 'Too few')
    """
    return "Too few" if n is None else f"{n:,}"


def number(value: float | None, digits: int = 3) -> str:
    """Return a plain number with a true minus sign and no negative zero.

    Examples
    --------
    >>> number(-0.0001, 2), number(None)
    ('0.00', 'Not measured')
    """
    if value is None:
        return NOT_MEASURED
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def known_digits(digits: int, scale: float, *values: float | None) -> int:
    """Return how many digits figures have: none where disclosure control left them on whole steps of the scale.

    Examples
    --------
    >>> known_digits(1, 100, 0.14), known_digits(1, 100, Stepped(0.14, 0.02)), known_digits(1, 100, Stepped(0.1, 0.002))
    (1, 0, 1)
    """
    coarsest = max((one.step for one in values if isinstance(one, Stepped)), default=0.0)
    return 0 if coarsest * scale >= 1 - 1e-9 else digits


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share of 1 as a percentage.

    Examples
    --------
    >>> percent(0.3214), percent(Stepped(0.32, 0.02))
    ('32.1%', '32%')
    """
    return NOT_MEASURED if share is None else number(100 * share, known_digits(digits, 100, share)) + "%"


def points(difference: float | None, sign: bool = True) -> str:
    """Return a difference of two shares in percentage points.

    Examples
    --------
    >>> points(0.0472), points(-0.01), points(Stepped(0.04, 0.02))
    ('+4.7', '\u22121.0', '+4')
    """
    text = number(None if difference is None else 100 * difference, known_digits(1, 100, difference))
    plus = sign and difference is not None and not text.startswith(MINUS) and text not in ("0", "0.0")
    return f"+{text}" if plus else text


def per_hundred(share: float | None) -> str:
    """Return a share as a natural frequency; rare things per 1,000.

    Examples
    --------
    >>> per_hundred(0.714), per_hundred(0.004)
    ('71 in 100', '4 in 1,000')
    """
    if share is None:
        return NOT_MEASURED
    if 0 < share < 0.01:
        return f"{number(1000 * share, 0)} in 1,000"
    return f"{number(100 * share, 0)} in 100"


def spread(low: float | None, high: float | None, scale: float = 100, digits: int = 1) -> str:
    """Return the two ends of an interval, or that there is none.

    Examples
    --------
    >>> spread(0.017, 0.077)
    '1.7 to 7.7'
    """
    if low is None or high is None:
        return "no range"
    digits = known_digits(digits, scale, low, high)
    return f"{number(scale * low, digits)} to {number(scale * high, digits)}"


def sentence(text: str) -> str:
    """Return a text that starts with a capital letter and ends with a full stop.

    Examples
    --------
    >>> sentence("one recorded search")
    'One recorded search.'
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?:" else ".")


def first_sentences(text: str, words: int) -> str:
    """Return the leading whole sentences of a text that fit in so many words; at least one.

    Examples
    --------
    >>> first_sentences("One two three. Four five six.", 4)
    'One two three.'
    """
    kept: list[str] = []
    for part in re.split(r"(?<=[.!?])\s+", text.strip()):
        if kept and len(" ".join([*kept, part]).split()) > words:
            break
        kept.append(part)
    return " ".join(kept)


_PLURALS = (
    (re.compile(r"([^aeiou])y$"), r"\1ies"),
    (re.compile(r"(s|x|z|ch|sh)$"), r"\1es"),
    (re.compile(r"$"), "s"),
)


def plural(noun: str) -> str:
    """Return the plural of a regular English noun.

    Examples
    --------
    >>> plural("search"), plural("entry"), plural("episode")
    ('searches', 'entries', 'episodes')
    """
    for pattern, ending in _PLURALS:
        if pattern.search(noun):
            return pattern.sub(ending, noun, count=1)
    return noun


def units(declaration: Declaration) -> str:
    """Return what one row is, in the plural: "recorded searches" for "one recorded search"; else "cases".

    Examples
    --------
    >>> units(Declaration({"decision": {"unit": "one recorded search"}}))
    'recorded searches'
    """
    declared = declaration.text("decision.units")
    if declared and declared != "records":
        return declared
    unit = declaration.text("decision.unit") or ""
    match = re.match(r"(?:one|an?|each)\s+(.+?)(\s+(?:of|in|by|for|per|with)\s.+)?$", unit.rstrip("."), re.I)
    if match is None or len(match.group(1).split()) > 4:
        return "cases"
    *before, last = match.group(1).split()
    return " ".join([*before, plural(last)])


def spoken(name: str) -> str:
    """Return a code as words.

    Examples
    --------
    >>> spoken("gender_reassignment")
    'Gender reassignment'
    """
    text = re.sub(r"[_\-]+", " ", name).strip()
    return text[:1].upper() + text[1:]


def joined(names: list[str] | tuple[str, ...]) -> str:
    """Return names as an English list.

    Examples
    --------
    >>> joined(["age", "sex", "race"])
    'age, sex and race'
    """
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def named(names: list[str] | tuple[str, ...]) -> str:
    """Return names as an English list, in quotation marks where one of them holds a comma.

    Examples
    --------
    >>> named(["Male", "Female"]), named(["Black, Male", "White"])
    ('Male and Female', '“Black, Male” and “White”')
    """
    return joined([f"“{name}”" for name in names] if any("," in name for name in names) else list(names))


def lower_first(text: str) -> str:
    """Return a text as it stands inside a sentence: no capital, unless it opens with an abbreviation.

    Examples
    --------
    >>> lower_first("Choosing whom to stop."), lower_first("GPS is off")
    ('choosing whom to stop', 'GPS is off')
    """
    text = text.strip().rstrip(".")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def times(n: int) -> str:
    """Return how often.

    Examples
    --------
    >>> times(1), times(2), times(7)
    ('once', 'twice', '7 times')
    """
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def ordinal(n: int) -> str:
    """Return a place in an order, for example "first" or "12th".

    Examples
    --------
    >>> ordinal(1), ordinal(3), ordinal(12), ordinal(22)
    ('first', 'third', '12th', '22nd')
    """
    if 1 <= n <= 3:
        return ("first", "second", "third")[n - 1]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "group"), counted(0, "group"), counted(3, "search")
    ('1 group', 'no groups', '3 searches')
    """
    return f"{n or 'no'} {one if n == 1 else many or plural(one)}" if n < 1000 else f"{n:,} {many or plural(one)}"


_HYPHEN_MINUS = re.compile(r"(?<![\w\-.])-(?=\d)")
_PLAIN = (
    (re.compile(r"\b([Aa])n (?=(?:ROC[ -]?)?AUC\b)"), r"\1 "),
    (re.compile(r"(?<![\d.])0% of them"), "fewer than 1% of them"),
    (re.compile(r"95% interval"), "95% range"),
    (re.compile(r"\bROC area\b"), "ranking score"),
    (re.compile(r"\b(?:ROC[ -]?)?AUC\b|\broc_auc\b"), "ranking score"),
    (re.compile(r"\bBrier(?: score)?(?: loss)?\b|\bbrier_score_loss\b"), "error of the percentages"),
    (re.compile(r"\bECE\b"), "average gap between percentages and outcomes"),
    (re.compile(r"\baverage_precision\b"), "average hit rate"),
    (re.compile(r"\blog[ _-]loss\b", re.I), "error of the percentages"),
)


def plain(text: str) -> str:
    """Return a generated sentence without the technical names that belong in the annex.

    Examples
    --------
    >>> plain("The ROC AUC is 0.97, an AUC of note (-1.5 to 2).")
    'The ranking score is 0.97, a ranking score of note (\u22121.5 to 2).'
    """
    for pattern, words in _PLAIN:
        text = pattern.sub(words, text)
    return _HYPHEN_MINUS.sub(MINUS, text)


def day(at: date | None) -> str:
    """Return a day as it is read.

    Examples
    --------
    >>> day(datetime(2027, 3, 5))
    '5 March 2027'
    """
    return "a date that was not recorded" if at is None else f"{at.day} {at:%B %Y}"


def moment(at: datetime) -> str:
    """Return a time as it is read; all times are UTC.

    Examples
    --------
    >>> moment(datetime(2027, 3, 5, 14, 7))
    '5 March 2027, 14:07 UTC'
    """
    return f"{day(at)}, {at:%H:%M} UTC"
