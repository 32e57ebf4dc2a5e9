"""What errors in the label do to the answers, in words."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.results.label_bias import LabelBiasRow, LabelError, LabelPoint

FRAGILE = 0.05
"""An answer that so small a share of wrong records changes is counted as one that hangs on them."""

_SAID = {"within": "“within the limit”", "outside": "“beyond the limit”", "cannot_tell": "“cannot be told”"}


def sentence(who: str, error: LabelError, recorded: LabelPoint, tipped: LabelPoint | None, largest: float) -> str:
    """Say how wrong a group's records would have to be, or that nothing tried changes the answer.

    Examples
    --------
    >>> one, other = LabelPoint(0.0, 0.01, 0.0, 0.02, "within"), LabelPoint(0.04, 0.03, 0.0, 0.06, "cannot_tell")
    >>> sentence("White people", "wrongly_recorded", one, other, 0.3)[:62]
    'If about 4% of the positive outcomes recorded for White people'
    """
    share = largest if tipped is None else tipped.share
    about = "under 0.1%" if share < 0.001 else f"about {share:.1%}" if share < 0.01 else f"about {share:.0%}"
    wrong = (
        f"of the positive outcomes of {who} had gone unrecorded"
        if error == "unrecorded"
        else f"of the positive outcomes recorded for {who} were wrong"
    )
    before = _SAID[recorded.verdict]
    if tipped is None:
        return f"Even if {share:.0%} {wrong}, the answer would still be {before}."
    return f"If {about} {wrong}, the answer would no longer be {before}, but {_SAID[tipped.verdict]}."


def statement(found: Sequence[LabelBiasRow], largest: float, *, flagged: bool) -> str:
    """Say how many answers hang on few records, and what is supposed."""
    if not found:
        return "No group has an answer that could be tried."
    answers = {(row.characteristic, row.group): row.verdict for row in found}
    clear = {group for group, verdict in answers.items() if verdict != "cannot_tell"}
    tips = [(row.tipping, (row.characteristic, row.group)) for row in found if row.tipping is not None]
    fragile = {group for tipping, group in tips if tipping <= FRAGILE} & clear
    firm = clear - {group for _, group in tips}
    unclear = len(answers) - len(clear)
    beside = f" {unclear} more cannot be told as it is." if unclear else ""
    alike = " Errors fall alike on flagged and unflagged people." if flagged else ""
    if not clear:
        return (
            f"None of the {unclear} answers is clear as it is, so no error in the record can turn one; some could "
            f"become clear. The tables suppose that only one group's records are wrong.{alike}"
        )
    return (
        f"Of {len(clear)} clear answers, {len(fragile)} would no longer hold if {FRAGILE:.0%} of the group's positive "
        f"outcomes were recorded wrongly, and {len(firm)} would still hold at {largest:.0%}.{beside} This supposes "
        f"that only that group's records are wrong, and that what the model expects stays as it is.{alike}"
    )
