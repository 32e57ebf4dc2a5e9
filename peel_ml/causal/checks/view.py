"""What the checks of an effect look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peel_ml.causal.panel import Panel
from peel_ml.results.studies.effects import Challenge, MethodEffect


@dataclass(frozen=True)
class EffectView:
    """An estimated effect with its panel.

    Parameters
    ----------
    panel : Panel
    methods : sequence of MethodEffect
        The main one first.
    challenges : sequence of Challenge
    """

    panel: Panel
    methods: Sequence[MethodEffect]
    challenges: Sequence[Challenge]

    def asked(self, code: str) -> tuple[Challenge, ...]:
        """Return the challenges of this code."""
        return tuple(one for one in self.challenges if one.code == code)
