"""Which methods fit which design, as one table: the first that fits is the main one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import fixed_effects
from peel_ml.causal.panel import Panel
from peel_ml.causal.staggered import local_projections, sun_abraham, two_stage
from peel_ml.results.studies.effects import Design, MethodEffect

ADOPTION: tuple[Design, ...] = ("adoption",)
ANY: tuple[Design, ...] = ("adoption", "on_and_off", "amount")
OTHERS: tuple[Design, ...] = ("on_and_off", "amount")


@dataclass(frozen=True)
class Method:
    """One way to estimate the effect.

    Parameters
    ----------
    name : str
    designs : tuple of str
        Designs it fits.
    fit : callable
    estimand, assumes : str
    why_not : str
        Why it does not fit other designs.
    needs_controls : bool
    """

    name: str
    designs: tuple[Design, ...]
    fit: Callable[[Panel], Fit]
    estimand: str
    assumes: str
    why_not: str = ""
    needs_controls: bool = False


def _differences(panel: Panel) -> Fit:
    """Return the effect of a change on the change."""
    frame = panel.frame.assign(
        y=panel.frame["y"] - panel.earlier("y", 1), d=panel.frame["d"] - panel.earlier("d", 1)
    ).dropna()
    return fixed_effects(frame)


PARALLEL = "Without the treatment, areas would have moved alike"
BEGINS_ONCE = "it needs a treatment that begins once and stays"

METHODS: tuple[Method, ...] = (
    Method(
        "did2s",
        ADOPTION,
        lambda panel: two_stage(panel.frame),
        "Mean over all treated areas and periods",
        f"{PARALLEL}, in every period; effects may differ by area and grow",
        BEGINS_ONCE,
    ),
    Method(
        "twfe",
        ANY,
        lambda panel: fixed_effects(panel.frame),
        "Mean over areas, those with more variation of the treatment counting more",
        f"{PARALLEL}; the effect is the same everywhere and at once",
    ),
    Method(
        "twfe_controls",
        ANY,
        lambda panel: fixed_effects(panel.frame, panel.controls),
        "The same, among rows with like controls",
        f"{PARALLEL} once the controls are held fixed in a straight line; the treatment does not change the controls",
        needs_controls=True,
    ),
    Method(
        "lpdid",
        ADOPTION,
        lambda panel: local_projections(panel.frame),
        "Mean over the first periods after the beginning; every row counts once, whatever its weight",
        f"{PARALLEL} since the period before the beginning; areas treated earlier are never a comparison",
        BEGINS_ONCE,
    ),
    Method(
        "sun_abraham",
        ADOPTION,
        lambda panel: sun_abraham(panel.frame),
        "Mean over all treated areas and periods, from one effect for each cohort and period",
        f"{PARALLEL}, in every period; nobody acts on the treatment before it begins",
        BEGINS_ONCE,
    ),
    Method(
        "first_differences",
        OTHERS,
        _differences,
        "Mean effect of a change since the period before",
        f"{PARALLEL} from one period to the next; the effect comes within the period",
        "a treatment that begins once changes in one period only",
    ),
)
"""Adding a method is adding a row."""


def told(method: Method, fit: Fit) -> MethodEffect:
    """Return a fit as the record keeps it."""
    return effect(method.name, fit, method.estimand, method.assumes)


def effect(name: str, fit: Fit, estimand: str, assumes: str) -> MethodEffect:
    """Return a fit as the record keeps it, under any name."""
    return MethodEffect(
        name,
        fit.estimate,
        fit.error,
        fit.freedom,
        fit.p_value,
        fit.rows,
        fit.areas,
        fit.clusters,
        fit.errors,
        estimand,
        assumes,
    )


def fitting(panel: Panel) -> tuple[Method, ...]:
    """Return the methods that fit a panel, the main one first."""
    return tuple(one for one in METHODS if panel.design in one.designs and (panel.controls or not one.needs_controls))


def not_fitting(panel: Panel) -> tuple[tuple[str, str], ...]:
    """Return the others, each with its reason."""
    return tuple(
        (one.name, "no controls are declared" if one.needs_controls else one.why_not)
        for one in METHODS
        if one not in fitting(panel)
    )
