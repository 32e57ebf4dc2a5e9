"""Code ``changed-wording``."""

from __future__ import annotations

from difflib import SequenceMatcher

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.data.checks.wording import listing
from peel_ml.data.panel_checks.lives import begun, ended, follows, lives
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact

SIMILAR = 0.6
"""Labels that agree in at least this share of their letters (Ratcliff and Obershelp) ask about one thing."""


def check(view: PanelView) -> Outcome:
    """Find survey waves that ask with other words.

    Rule: where the wording is a column, it differs from the wave before for the same series; where the measure's
    label is a series column, one label ends and a similar one begins within two periods. Difference in case and
    spaces alone is none.
    """
    if view.missing(view.wording):
        return Skipped(f"There is no column {view.wording!r}.")
    if view.wording is None and (view.counts or not view.series):
        return NotApplicable("The panel is no survey with a wording or label.")
    found = _by_column(view, view.wording) if view.wording else _by_label(view)
    if not found:
        return Passed("No measure changes its words.")
    said = [f"{what} in {view.name(period)}" for period, what in found]
    evidence: list[dict[str, Fact]] = [{"period": view.month(period)} for period, _ in found]
    return Found(
        f"The words change: {listing(said)}.",
        "Do not compare across the change, or show that the answers did not move with the words.",
        tuple(evidence),
        breaks=tuple(dict.fromkeys((view.month(period), "Another wording") for period, _ in found)),
    )


def _by_column(view: PanelView, wording: str) -> list[tuple[int, str]]:
    plain = pl.col(wording).cast(pl.String).str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    series = list(view.series)
    waves = (
        view.dated.with_columns(_words=plain)
        .drop_nulls("_words")
        .group_by(*series, "period")
        .agg(pl.col("_words").unique().sort())
        .sort(*series, "period")
    )
    before = pl.col("_words").shift(1)
    before = before.over(series, order_by="period") if series else before
    changed = waves.with_columns(_before=before).drop_nulls("_before").filter(pl.col("_words") != pl.col("_before"))
    named = [", ".join(str(cell) for cell in row) for row in changed.select(series).iter_rows()] if series else []
    return sorted(zip(changed["period"], named or ["the question"] * changed.height, strict=True))


def _by_label(view: PanelView) -> list[tuple[int, str]]:
    found = []
    for column in view.series:
        known = lives(view.by(column), column)
        for old in ended(known, view.periods[-1], 0.0):
            for new in begun(known, view.periods[0], 0.0):
                alike = SequenceMatcher(None, old.name.lower(), new.name.lower()).ratio()
                if follows(new, old) and alike >= SIMILAR:
                    found.append((new.first, f"{old.name!r} becomes {new.name!r}"))
    return sorted(found)
