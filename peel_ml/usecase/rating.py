"""How risky a use is, by rule: a table, so that the rating can be followed and not argued up or down unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from peel_ml.usecase.reading import Reading

Level = Literal["low", "medium", "high"]

CLASS_WORDS = {
    "D0": "made up",
    "D1": "published",
    "D2": "totals that passed disclosure control",
    "D3": "personal, without names",
    "D4": "personal, with names",
}
PERSONAL = ("D3", "D4")
SEVERE = 4
"""From this severity of a declared harm on, of 5."""
_SMALL = ("output_area", "lsoa")


@dataclass(frozen=True)
class Rating:
    """A risk rating and what it rests on."""

    level: Level
    reasons: tuple[str, ...]
    """Every rule that gave this level, in plain words."""
    by_rule: Level
    """What the rules alone say; another level than `level` is a declared override."""
    override_reason: str = ""

    @property
    def words(self) -> str:
        """The rating in plain sentences."""
        rests = " ".join(f"{reason}." for reason in self.reasons)
        if self.level == self.by_rule:
            return f"{self.level.capitalize()}. {rests}"
        return (
            f"{self.level.capitalize()}, as declared. By rule it is {self.by_rule}. {rests} "
            f"Why it was changed: {self.override_reason.rstrip('.')}."
        )


def personal(reading: Reading) -> bool:
    """Tell whether the declared class is personal data, pseudonymised or not (D3 and above)."""
    return reading.text("data.class") in PERSONAL


def _enforcement(reading: Reading) -> str:
    audit = reading.text("decision.type") == "enforcement_audit"
    return "It looks at how people were policed" if audit else ""


def _personal(reading: Reading) -> str:
    name = reading.text("data.class") or ""
    return f"The data is {CLASS_WORDS[name]} (class {name})" if name in PERSONAL else ""


def _vulnerable(reading: Reading) -> str:
    said = reading.get("purpose.children_or_vulnerable_people") is True
    return "Children or vulnerable people are among those it is about" if said else ""


def _severe(reading: Reading) -> str:
    found = [reading.get(f"harms.{kind}.severity") for kind in ("false_positive", "false_negative")]
    worst = max((one for one in found if isinstance(one, int)), default=0)
    return f"A mistake could do harm of severity {worst} of 5" if worst >= SEVERE else ""


def _presence(reading: Reading) -> str:
    return "It sends officers to places" if reading.get("purpose.directs_presence") is True else ""


def _individual(reading: Reading) -> str:
    about = reading.text("purpose.about")
    return "One row is about one person or one record" if about in ("person", "record") else ""


def _small_area(reading: Reading) -> str:
    area = reading.text("purpose.smallest_area")
    if area in _SMALL:
        return "It says something about areas of about 1,500 people or fewer"
    if area is None and reading.text("purpose.about") in ("place", "area_measure"):
        return "It is about places, and how small they are is not declared"
    return ""


RULES: tuple[tuple[Level, Callable[[Reading], str]], ...] = (
    ("high", _enforcement),
    ("high", _personal),
    ("high", _vulnerable),
    ("high", _severe),
    ("high", _presence),
    ("medium", _individual),
    ("medium", _small_area),
)
"""(level, rule): a rule returns its reason, or nothing where it does not hold. The highest level counts."""


def rate(reading: Reading, children: bool = False) -> Rating:
    """Return the risk rating of a declared use.

    Parameters
    ----------
    reading : Reading
        The declaration. What it does not say makes nothing riskier, except the size of the places it is about.
    children : bool
        Whether children were found among the people in the data, whatever is declared.

    Examples
    --------
    >>> rate(Reading({"purpose": {"about": "record"}, "data": {"class": "D1"}})).words
    'Medium. One row is about one person or one record.'
    """
    held = [(level, reason) for level, rule in RULES if (reason := rule(reading))]
    if children and not _vulnerable(reading):
        held.insert(0, ("high", "Children are among the people in the data"))
    by_rule: Level = next((level for level, _ in held), "low")
    reasons = tuple(reason for level, reason in held if level == by_rule) or (
        "No rule for a medium or high risk holds",
    )
    declared, why = reading.get("risk_override.rating"), reading.text("risk_override.reason")
    level: Level = declared if declared in ("low", "medium", "high") and why else by_rule
    return Rating(level, reasons, by_rule, (why or "") if level != by_rule else "")


def not_asked(reading: Reading, children: bool = False) -> str:
    """Return why the fields for personal data or a high risk are not asked; empty where they are.

    Examples
    --------
    >>> not_asked(Reading({"purpose": {"about": "record"}, "data": {"class": "D1"}}))
    'the data is class D1 (published) and the risk is medium'
    """
    rating = rate(reading, children)
    if personal(reading) or "high" in (rating.level, rating.by_rule):
        return ""
    name = reading.text("data.class")
    known = f"the data is class {name} ({CLASS_WORDS[name]})" if name in CLASS_WORDS else ""
    # A class that is not declared leaves nothing to conclude from.
    return f"{known} and the risk is {rating.level}" if known else ""
