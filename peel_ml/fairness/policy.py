"""The policy file: size limits, error rate, illustrations. One version, printed on the card."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from peel_ml.declaration import Declared


class Reliability(Declared):
    """How many rows a figure, and a verdict, need."""

    shown: int = Field(ge=1)
    within: int = Field(ge=1)


class Publication(Declared):
    """Smallest counts that are shown."""

    internal: int = Field(ge=1)
    public: int = Field(ge=1)


class Policy(Declared):
    """What the verdicts follow."""

    version: str
    alpha: float = Field(gt=0, lt=0.5)
    confidence: float = Field(gt=0.5, lt=1)
    reliability: Reliability
    clusters: int = Field(ge=2)
    publication: Publication
    illustration: dict[str, float]
    """Limit on a difference for each type of decision, while nobody has agreed one."""


@cache
def load_policy() -> Policy:
    """Return the shipped policy.

    Examples
    --------
    >>> load_policy().reliability.within
    100
    """
    text = Path(__file__).with_name("policy.yaml").read_text(encoding="utf-8")
    return Policy.model_validate(yaml.safe_load(text))
