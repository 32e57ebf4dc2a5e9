"""Code ``renamed-category``."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing
from peel_ml.data.panel_checks.lives import LEAST, alike, begun, ended, follows, lives
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact


def check(view: PanelView) -> Outcome:
    """Find categories that end when another of like size begins.

    Rule: by each series column, a category ends more than a period before the panel does and another begins
    within two periods of that, and their mean sizes in the three periods at that end differ by less than a factor of
    two. Alive is a period with a tenth of the category's largest; strays outside do not count (see `lives`).
    """
    if not view.series:
        return NotApplicable("The panel has no series beside its areas.")
    if len(view.periods) < 2:
        return NotApplicable("The panel has fewer than two periods.")
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    breaks = []
    for column in view.series:
        found = lives(view.by(column), column)
        least = LEAST if view.counts else 0.0
        for old in ended(found, view.periods[-1], least):
            for new in begun(found, view.periods[0], least):
                if follows(new, old) and alike(old.size_at_last, new.size_at_first):
                    said.append(f"{old.name!r} ends in {view.name(old.last)} and {new.name!r} begins")
                    evidence.append(
                        {
                            "column": column,
                            "ends": view.month(old.last),
                            "begins": view.month(new.first),
                            "size_before": old.size_at_last,
                            "size_after": new.size_at_first,
                        }
                    )
                    breaks.append((view.month(new.first), f"A category of {column} has another name"))
    if not said:
        return Passed("No category ends where another of like size begins.")
    return Found(
        f"{listing(said)}, of like size.",
        "If it is the same thing under another name, map both to one label in the cleaning; if not, say so.",
        tuple(evidence),
        breaks=tuple(breaks),
    )
