"""The risk register, in the six categories of the Algorithmic Transparency Recording Standard."""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared

Category = Literal[
    "data",
    "application_and_use",
    "algorithm_and_efficacy",
    "outputs_and_decisions",
    "organisational",
    "public_engagement",
]

CATEGORIES: dict[str, str] = {
    "data": "Data",
    "application_and_use": "Application and use",
    "algorithm_and_efficacy": "Algorithm and how well it works",
    "outputs_and_decisions": "Outputs and decisions",
    "organisational": "Organisation",
    "public_engagement": "Public engagement",
}
"""The six, in the standard's order, in plain words."""

Degree = Literal["low", "medium", "high"]


class Risk(Declared):
    """One risk: how likely, how bad, what is done about it, by whom, and what is left."""

    category: Category
    risk: str
    likelihood: Degree
    impact: Degree
    mitigation: str
    owner: str
    residual: Degree
    """What is left of it after the mitigation."""


class RatingOverride(Declared):
    """Another rating than the rules give. A lower one has to be justified at sign-off."""

    rating: Degree
    reason: str


class Considered(Declared):
    """Where protected characteristics were considered: three statements of their own."""

    analysis: str | None = None
    conclusions: str | None = None
    recommendations: str | None = None
