"""Challenge: is an effect found on something that the treatment cannot have changed."""

from __future__ import annotations

from peel_ml.causal.challenges.before import ALPHA
from peel_ml.causal.fits import Fit
from peel_ml.results.studies.effects import Challenge

MINUS = "\u2212"
METHOD = "The main method on another outcome, in the same areas and periods; Bonferroni's correction over all of them"


def placebo(name: str, fit: Fit, tests: int, percent: bool) -> Challenge:
    """Return whether an outcome that cannot have changed did.

    Parameters
    ----------
    name : str
        The outcome in words.
    fit : Fit
        The effect on it.
    tests : int
        Placebo outcomes tried; the level is divided among them (Bonferroni).
    percent : bool
        Whether the effect reads as per cent.
    """
    held = fit.p_value * tests >= ALPHA
    low, high = fit.interval()
    unit, times = ("%", 100) if percent else ("", 1)
    said = "No effect is shown" if held else "Yes: an effect is shown where there can be none"
    figures = f"{times * fit.value:+.2f}{unit} (95% range: {times * low:+.2f} to {times * high:+.2f})"
    return Challenge(
        "placebo",
        f"Is an effect found on {name}, which it cannot have changed?",
        f"{said}: {figures.replace('-', MINUS)}.",
        held,
        METHOD,
        fit.p_value,
    )
