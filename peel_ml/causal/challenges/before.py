"""Challenge: did areas move apart before the treatment."""

from __future__ import annotations

from peel_ml.causal.fixed_effects import joint_p, regression
from peel_ml.causal.panel import Panel
from peel_ml.causal.staggered import reach
from peel_ml.results.studies.effects import Challenge

LEADS = 3
ALPHA = 0.05
_CODE, _QUESTION = "pre-trend", "Did areas move apart before the treatment?"
_ADOPTION = (
    "On rows not yet treated, the periods before the beginning against earlier ones, areas and periods held fixed; "
    "Wald test, CRV1 (Borusyak, Jaravel and Spiess 2024, section 4.4)"
)
_AMOUNT = "The treatment of later periods beside that of this one; Wald test of the later ones, CRV1 (Granger 1969)"


def pre_trend(panel: Panel) -> Challenge:
    """Test whether the outcome already differed where the treatment only came later."""
    if panel.design == "adoption":
        return _before_adoption(panel)
    return _later_amounts(panel)


def _before_adoption(panel: Panel) -> Challenge:
    frame = panel.frame[panel.frame["d"] == 0]
    most, _ = reach(panel.frame)
    since = (frame["period"] - frame["first"]).where(frame["first"] > 0, 0)
    leads = {f"lead{k}": (since == -k).astype(float) for k in range(1, most + 1)}
    # One further period at least has to stay as the comparison.
    begun = frame["first"] > 0
    leads = {name: held for name, held in leads.items() if held.any() and (since[begun] < -most).any()}
    if not leads:
        return _not_asked("no treated area has enough periods before it began", _ADOPTION)
    fit = regression(frame.assign(**leads), tuple(leads))
    p = joint_p(fit.coef().to_list(), fit._vcov, panel.clusters - 1)
    return _answer(p, f"the {len(fit.coef())} periods before it began", _ADOPTION)


def _later_amounts(panel: Panel) -> Challenge:
    leads = {f"lead{k}": panel.earlier("d", -k) for k in range(1, LEADS + 1)}
    frame = panel.frame.assign(**leads).dropna()
    if frame["period"].nunique() < 2 * LEADS:
        return _not_asked("there are too few periods", _AMOUNT)
    fit = regression(frame, ("d", *leads))
    place = [list(fit.coef().index).index(name) for name in leads]
    p = joint_p(fit.coef().loc[list(leads)].to_list(), fit._vcov[place][:, place], panel.clusters - 1)
    return _answer(p, f"the treatment of the {LEADS} periods to come", _AMOUNT)


def _answer(p: float, what: str, method: str) -> Challenge:
    held = p >= ALPHA
    said = "No movement is shown" if held else "Yes: a movement is shown"
    return Challenge(_CODE, _QUESTION, f"{said} with {what} (p = {p:.3f}).", held, method, p)


def _not_asked(why: str, method: str) -> Challenge:
    return Challenge(_CODE, _QUESTION, f"It could not be asked: {why}.", None, method)
