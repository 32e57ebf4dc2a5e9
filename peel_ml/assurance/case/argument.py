"""The assurance case as the card shows it: statement, groups of claims, claims, evidence, open doubts."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.assurance.case.build import described, statement
from peel_ml.assurance.case.claimed import Claimed, Rests, claims_of, whole_doubts
from peel_ml.assurance.case.claims import STRATEGIES
from peel_ml.assurance.case.verdicts import Verdict, goal, worst
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.content import Outcome
from peel_ml.cards.signed.content import Node

_TAGS: dict[Verdict | None, tuple[Outcome, str]] = {
    "PASS": ("met", "Met"),
    "DEGRADED": ("cannot_tell", "Cannot tell"),
    "FAIL": ("not_met", "Not met"),
    None: ("note", "Does not apply"),
}
_NOT_ASKED = "Not asked for here, and no part of the argument."


def argument(submission: Submission, results: Iterable[GateResult], asserted_by: tuple[str, ...] = ()) -> Node:
    """Return the argument for the card.

    Parameters
    ----------
    submission : Submission
    results : iterable of GateResult
    asserted_by : tuple of str
        Who stands for the statement at the top: role and name of each approver whose approval is signed.

    Returns
    -------
    peel_ml.cards.signed.Node
        No part of it is greener than the worst that it rests on.
    """
    claims = claims_of(submission, results)
    groups = [(key, [one for one in claims if one.strategy == key]) for key in STRATEGIES]
    doubts = tuple(map(_doubt, whole_doubts(submission, claims)))
    strategies = tuple(_strategy(STRATEGIES[key][0], here) for key, here in groups if here)
    below: list[Verdict | None] = [one.verdict if one.counts else None for one in claims]
    if doubts:
        below.append("DEGRADED")
    outcome, word = _TAGS[goal(below, bool(asserted_by))]
    if worst(below) == "PASS" and not asserted_by:
        word = "Nobody stands for it yet"
    stands = f"{'; '.join(asserted_by)} stood for this." if asserted_by else "No named person has stood for this yet."
    return Node("goal", statement(submission), outcome, word, stands, (*strategies, *doubts))


def _strategy(title: str, claims: list[Claimed]) -> Node:
    outcome, word = _TAGS[worst(one.verdict if one.counts else None for one in claims)]
    if not any(one.counts for one in claims):
        word = "Not asked for"
    return Node("strategy", title, outcome, word, children=tuple(map(_claim, claims)))


def _claim(one: Claimed) -> Node:
    outcome, word = _TAGS[one.verdict]
    detail = one.gate.text if one.verdict is None else ""
    if not one.asked:
        detail = f"{detail} {_NOT_ASKED}".strip()
    children = (*map(_evidence, one.rests), *map(_doubt, one.doubts))
    return Node("claim", one.text, outcome, word, detail, children)


def _evidence(rest: Rests) -> Node:
    if not rest.found:
        return Node("evidence", rest.text, "cannot_tell", "Not found", "It does not stand where it is said to stand.")
    if rest.item is None:
        return Node("evidence", rest.text, "note", "Evidence")
    outcome, word = _TAGS[rest.item.verdict]
    return Node("evidence", described(rest), outcome, word)


def _doubt(text: str) -> Node:
    return Node("doubt", text, "look_closer", "Open")
