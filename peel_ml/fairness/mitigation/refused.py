"""What is never tried, because it reads a protected characteristic of the person it decides about: a table."""

from __future__ import annotations

from fnmatch import fnmatchcase

AT_PREDICTION = (
    "reads a protected characteristic when it decides: two people alike in everything else would be decided "
    "differently because of their group (direct discrimination, Equality Act 2010 s.13)"
)
_INSTEAD = "Declare tuning: {fairness_objective: true}, which tries what needs no protected characteristic to decide."

REFUSED: tuple[tuple[str, str], ...] = (
    ("*thresholdoptimizer*", AT_PREDICTION),
    ("fairlearn.postprocessing*", AT_PREDICTION),
    ("*correlationremover*", AT_PREDICTION),
    ("*disparateimpactremover*", AT_PREDICTION),
    ("*eqoddspostprocessing*", AT_PREDICTION),
    ("*rejectoptionclassification*", AT_PREDICTION),
    ("*group*threshold*", AT_PREDICTION),
    ("*threshold*group*", AT_PREDICTION),
    ("*.postprocessing.*", AT_PREDICTION),
    ("aif360.*postprocessing*", AT_PREDICTION),
    ("fairlearn.preprocessing*", AT_PREDICTION),
    ("fairlearn.*", "needs protected characteristics to be fitted, and no candidate is given them"),
    ("aif360.*", "needs protected characteristics to be fitted, and no candidate is given them"),
)
"""(pattern on an import path in small letters, reason); the first that fits says why."""

NEVER: tuple[str, ...] = (
    f"Thresholds of their own for groups (ThresholdOptimizer, Hardt et al. 2016): {AT_PREDICTION}.",
    f"Repair of a person's features by their own group (Feldman et al. 2015; Fairlearn's CorrelationRemover): "
    f"{AT_PREDICTION}.",
    "Repair of a person's features by the group their features suggest: it would guess a protected characteristic "
    "of single people.",
)
"""What a reader may expect among the alternatives, and why it is not there."""


def refused_estimator(path: str) -> str | None:
    """Say why an import path may not be a candidate; ``None`` where fairness has nothing against it.

    Parameters
    ----------
    path : str
        As a use case names it under ``candidates`` or ``baselines``.

    Examples
    --------
    >>> refused_estimator("sklearn.ensemble.HistGradientBoostingClassifier")
    >>> print(refused_estimator("fairlearn.postprocessing.ThresholdOptimizer").split(":")[0])
    'fairlearn.postprocessing.ThresholdOptimizer' reads a protected characteristic when it decides
    """
    name = path.lower().replace("_", "")
    reason = next((why for pattern, why in REFUSED if fnmatchcase(name, pattern)), None)
    return None if reason is None else f"{path!r} {reason}. {_INSTEAD}"
