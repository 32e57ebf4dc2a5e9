"""Code ``split-area``."""

from __future__ import annotations

import numpy as np

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing
from peel_ml.data.panel_checks.lives import LEAST, alike, begun, ended, follows, lives
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact

WINDOW = 6
"""Periods before and after a break."""
FACTOR = 1.75
"""An area's share of the whole has to change by more than this factor, …"""
CLEAR = 6.0
"""… by this many standard errors of counts that vary twice as much as chance alone, …"""
DISPERSION = 2.0
OTHERS = 3
"""… with at least this many areas to compare with."""


def check(view: PanelView) -> Outcome:
    """Find areas whose boundary seems to have changed.

    Rule: an area ends while others begin within two periods that are together of like size (two or more: it was split;
    one: it goes on under another name); or an area's share of
    the whole is, in each of six periods, above (or below) what it was in each of the six before, by a factor
    over 1.75 and six standard errors. What happens everywhere moves the whole too, and no area's share.
    """
    if view.area is None:
        return NotApplicable("The panel has no areas.")
    if not view.counts:
        return NotApplicable("The value is no count, and does not move with a boundary.")
    if len(view.periods) < 2:
        return NotApplicable("The panel has fewer than two periods.")
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    breaks = []
    known = lives(view.by(view.area), view.area)
    gone = set()
    for old in ended(known, view.periods[-1]):
        new = [one for one in begun(known, view.periods[0], LEAST / 2) if follows(one, old)]
        if not new or not alike(old.size_at_last, sum(one.size_at_first for one in new)):
            continue
        gone |= {old.name, *(one.name for one in new)}
        begin = f"while {listing([one.name for one in new])} begin" + ("s" if len(new) == 1 else "")
        said.append(f"{old.name} ends in {view.name(old.last)} {begin}, of like size")
        kind = "split" if len(new) > 1 else "renamed"
        evidence.append({"area": old.name, "kind": kind, "period": view.month(old.last), "begin": len(new)})
        breaks.append((view.month(new[0].first), f"An area was {kind}"))
    for name, period, factor in _breaks(view, gone):
        way = "over 100 times" if factor > 100 else f"{factor:.1f} times" if factor > 1 else f"{factor:.0%} of"
        said.append(f"the share of {name} is {way} what it was from {view.name(period)} on")
        evidence.append({"area": name, "kind": "level", "period": view.month(period), "factor": min(factor, 100.0)})
        breaks.append((view.month(period), "The level of an area breaks"))
    if not said:
        return Passed(f"None of {len(known)} areas ends in parts or changes its level alone.")
    sentence = listing(said)
    return Found(
        f"{sentence[:1].upper()}{sentence[1:]}.",
        "Look up whether its boundary changed. If so, use one set of boundaries throughout; if not, find out what did.",
        tuple(evidence),
        breaks=tuple(dict.fromkeys(breaks)),
    )


def _breaks(view: PanelView, gone: set[str]) -> list[tuple[str, int, float]]:
    """Return for each area the clearest break of its share of the whole: name, first period after, factor."""
    assert view.area is not None
    wide = (
        view.by(view.area)
        .with_columns(view.by(view.area)[view.area].cast(str).alias("_area"))
        .pivot("period", index="_area", values="total", sort_columns=False)
    )
    periods = sorted(int(name) for name in wide.columns if name != "_area")
    if wide.height <= OTHERS or len(periods) < 2 * WINDOW:
        return []
    counts = wide.select([str(one) for one in periods]).fill_null(0).to_numpy().astype(float)
    whole = counts.sum(axis=0)
    found = []
    for place, name in enumerate(wide["_area"]):
        if name in gone or counts[place].sum() < LEAST * len(periods):
            continue
        # Held against the others, so that a large area does not move the whole it is compared with.
        others = whole - counts[place]
        if (others <= 0).any():
            continue
        windows = np.lib.stride_tricks.sliding_window_view(counts[place] / others, 2 * WINDOW)
        before, after = windows[:, :WINDOW], windows[:, WINDOW:]
        apart = (after.min(axis=1) > before.max(axis=1)) | (after.max(axis=1) < before.min(axis=1))
        held = np.lib.stride_tricks.sliding_window_view(counts[place], 2 * WINDOW)
        rows_before, rows_after = held[:, :WINDOW].sum(axis=1) + 0.5, held[:, WINDOW:].sum(axis=1) + 0.5
        factor = np.log((after.mean(axis=1) + 1e-12) / (before.mean(axis=1) + 1e-12))
        error = np.sqrt(DISPERSION * (1 / rows_before + 1 / rows_after))
        strength = np.where(apart & (np.abs(factor) > np.log(FACTOR)), np.abs(factor) / error, 0)
        best = int(strength.argmax())
        if strength[best] > CLEAR:
            found.append((str(name), periods[best + WINDOW], float(np.exp(factor[best]))))
    return sorted(found)
