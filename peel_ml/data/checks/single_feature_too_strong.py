"""Code ``single-feature-too-strong``."""

from __future__ import annotations

import numpy as np

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.data.checks.ranking import auc_of_levels
from peel_ml.data.checks.reading import target_of
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent
from peel_ml.results.findings import Fact

LIMIT = 0.90
"""One fact alone that ranks this well is most often the answer under another name."""
MIN_ROWS = 100
"""Rows with a target, below which no AUC is shown."""
PURE = 0.02
"""A level is near-deterministic when its rate is this near to 0 or 1 for certain …"""
Z = 3.29
"""… by a Wilson interval at 99.9% …"""
APART = 0.20
"""… and this far from the overall rate."""
MIN_SHARE = 0.01
"""… and it holds at least this share of the rows."""


def check(view: DataView) -> Outcome:
    """Find a feature that answers the question by itself.

    Rule: one feature's out-of-fold AUC is above `LIMIT` (blocks), or one of its levels is near-deterministic
    (warns). Nothing known before a decision says so much about it; a field filled in afterwards does.
    """
    target = target_of(view)
    if not isinstance(target, tuple):
        return target
    known, y = target
    features = [name for name in view.features if name in view.frame.columns]
    if not features:
        return Skipped("No features are declared.")
    if len(y) < MIN_ROWS or int(y.sum()) in (0, len(y)):
        return Skipped(f"{len(y):,} rows with a target are too few, or the target has one outcome only.")
    evidence: list[dict[str, Fact]] = []
    strong, pure, highest = [], [], 0.5
    overall = float(y.mean())
    for name in features:
        levels = view.levels[name]
        codes = levels.codes[known]
        auc = auc_of_levels(codes, levels.count, y)
        highest = max(highest, auc)
        rows, rate = _purest(codes, levels.count, y, overall)
        if auc > LIMIT:
            strong.append(f"{name} (AUC {auc:.3f})")
            evidence.append({"column": name, "auc": round(auc, 3)})
        elif rows:
            pure.append(f"one level of {name} ({rows:,} rows, {percent(rate)} positive)")
            evidence.append(
                {
                    "column": name,
                    "auc": round(auc, 3),
                    "rows_of_level": rows,
                    "rate_of_level": round(rate, 4),
                    "rate_overall": round(overall, 4),
                }
            )
    if not evidence:
        return Passed(f"The strongest of {len(features)} features reaches an AUC of {highest:.3f}.")
    said = []
    if strong:
        said.append(f"one feature alone ranks the target almost perfectly: {listing(strong)}")
    if pure:
        said.append(f"a level decides the target almost alone: {listing(pure)}, {percent(overall)} positive overall")
    sentence = "; ".join(said)
    return Found(
        sentence[0].upper() + sentence[1:] + ".",
        "Find out when this column is filled in. If it is after the decision, declare known_when: after and "
        "give it the role drop; if before, say in the use case why it says so much.",
        tuple(evidence),
        severity=None if strong else "warn",
    )


def _purest(
    codes: np.ndarray[tuple[int], np.dtype[np.int64]],
    count: int,
    y: np.ndarray[tuple[int], np.dtype[np.int64]],
    overall: float,
) -> tuple[int, float]:
    """Return rows and rate of the largest near-deterministic level; no rows where there is none."""
    n = np.bincount(codes, minlength=count).astype(float)
    positives = np.bincount(codes, weights=y, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = positives / n
        centre = (positives + Z**2 / 2) / (n + Z**2)
        half = Z / (n + Z**2) * np.sqrt(positives * (n - positives) / n + Z**2 / 4)
    certain = (centre + half < PURE) | (centre - half > 1 - PURE)
    certain &= (np.abs(rate - overall) >= APART) & (n >= MIN_SHARE * len(codes))
    if not certain.any():
        return 0, 0.0
    level = int(np.where(certain, n, 0).argmax())
    return int(n[level]), float(rate[level])
