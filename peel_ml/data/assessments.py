"""The assessments that law asks for: data protection and equality. References and reasons, never a claim."""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared


class Dpia(Declared):
    """The data protection impact assessment (UK GDPR art. 35, DPA 2018 s.64)."""

    required: bool
    screening: str | None = None
    """The reason why it is required, or not: what the screening questions came to."""
    reference: str | None = None
    review_by: str | None = None
    officer_advice: str | None = None
    """What the data protection officer advised."""
    advice: Literal["accepted", "overruled"] | None = None
    """What became of that advice."""
    overruled_because: str | None = None
    residual_risk: Literal["low", "medium", "high"] | None = None
    """Risk to people that is left after everything that was done about it."""
    commissioner_consulted: str | None = None
    """Whether the Information Commissioner was consulted, and what came of it (asked for where high risk is left)."""


class Eqia(Declared):
    """The equality impact assessment (Equality Act 2010 s.149)."""

    reference: str | None = None
    review_by: str | None = None
    prohibited_conduct: str | None = None
    """Section 149(1)(a): what it does to end conduct that the Act prohibits."""
    equal_opportunity: str | None = None
    """Section 149(1)(b): what it does to advance equality of opportunity."""
    good_relations: str | None = None
    """Section 149(1)(c): what it does to foster good relations."""
    consultation: str | None = None
    """Who was asked, and what they said."""
    decision: str | None = None
    """What was decided on it, and by which role."""
