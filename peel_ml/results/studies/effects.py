"""What an estimate of an effect holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class EffectDetail:
    """What a change in practice did, by several methods, with what would show that it did not."""

    treatment: str
    """The column that says how much, or whether, an area was treated."""
    kind: Literal["causal"] = "causal"
