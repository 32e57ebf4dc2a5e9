"""G21: the same work done again gives the same figures."""

from __future__ import annotations

import math

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import counted


def judge(submission: Submission) -> Judged:
    """Look at how far the figures moved when the model was fitted again, and hold that against the tolerance."""
    one = submission.record.rerun
    evidence = (*answered(submission, "6.4"), recorded(submission, "What was done again", "rerun"))
    todo = "Find out what differs from run to run (threads, libraries, the order of rows), then run again."
    if one is None:
        return failed(["nothing was done again, so nothing can be told"], todo, "author", *evidence)
    largest = one.largest_difference
    if largest is None or not math.isfinite(largest) or not one.metrics or not one.refitted:
        why = f": {one.reason}" if one.reason else ""
        return failed([f"how far the figures move cannot be told{why}"], todo, "author", *evidence)
    if largest > one.tolerance or one.agrees is not True:
        said = f"done again, a figure moved by {largest:.2g}, more than {one.tolerance:.2g}"
        return failed([said], todo, "author", *evidence)
    again = f"{counted(one.refitted, 'model')} of {one.members} {'was' if one.refitted == 1 else 'were'} fitted again"
    again += "" if one.rounds is None else f" as far as its first {counted(one.rounds, 'round')}"
    return passed(f"{again}, and no figure moved by more than {one.tolerance:.2g}", *evidence)


GATE = Gate("G21", "The same work done again gives the same figures", judge)
