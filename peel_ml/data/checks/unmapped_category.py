"""Code ``unmapped-category``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.results.codes import UNMAPPED
from peel_ml.results.findings import Fact


def check(view: DataView) -> Outcome:
    """Find values that no map knows: labels without an entry, places without an area.

    Rule: one cell is enough. Such cells are kept as "Unmapped", never dropped or guessed, and each is a hole
    in the map that grows with the next publication.
    """
    counts = dict(view.unmapped)
    for name in view.frame.columns:
        if name not in counts and view.frame.schema[name] == pl.String:
            cells = int((view.frame[name] == UNMAPPED).sum())
            if cells:
                counts[name] = cells
    found = {name: count for name, count in counts.items() if count}
    if not counts:
        return NotApplicable("No column of this source is mapped to a vocabulary.")
    if not found:
        return Passed(f"All values of {plural(len(counts), 'mapped column')} are known.")
    rows = max(view.frame.height, 1)
    said = [f"{plural(count, 'cell')} of {name} ({percent(count / rows)})" for name, count in found.items()]
    evidence: list[dict[str, Fact]] = [
        {"column": name, "cells": count, "share": round(count / rows, 6)} for name, count in found.items()
    ]
    return Found(
        f"Values that no map knows are kept as Unmapped: {listing(said)}.",
        "Add new labels to the vocabulary, each with its era, and run again; for places, give the share "
        "that is left out on the card.",
        tuple(evidence),
    )
