"""From a submission and its gates to an assurance case in the Turing TEA JSON v1.0 format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from peel_ml.assurance.case.claimed import Claimed, Rests, claims_of, evaluated_at, identity, whole_doubts
from peel_ml.assurance.case.claims import STRATEGIES
from peel_ml.assurance.case.format import Case, Named, Node, written
from peel_ml.assurance.case.measured import decimal
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.signed.states import SCOPES

TOP = "goal"


def build(submission: Submission, results: Iterable[GateResult]) -> dict[str, Any]:
    """Return the assurance case of a submission.

    Parameters
    ----------
    submission : Submission
        As frozen; evidence points into its files.
    results : iterable of GateResult
        How its gates came out: one claim a gate.

    Returns
    -------
    dict
        JSON-ready, the same for the same submission and results. Ids depend on the use case and the claim alone, so
        that the cases of two runs can be laid side by side.
    """
    claims = claims_of(submission, results)
    name = submission.manifest.use_case
    at = {key: place for place, key in enumerate(STRATEGIES, 1)}
    strategies = [
        _strategy(key, at[key], [one for one in claims if one.strategy == key], name)
        for key in STRATEGIES
        if any(one.strategy == key for one in claims)
    ]
    doubts = _doubts(whole_doubts(submission, claims), TOP, name)
    tree = Node(
        id=identity(name, TOP),
        type="GOAL",
        name="G1",
        role="TOP_LEVEL",
        description=statement(submission),
        inSandbox=False,
        context=(
            f"Use case: {name}. Scope: {submission.scope}. {submission.rule.allows}",
            f"Data of class {submission.manifest.data_class}; figures from: {submission.manifest.evaluated_on}.",
            f"Policy {submission.policy.version}.",
            "A machine judged the claims. Nobody asserts this statement but the named people who sign an approval.",
        ),
        children=(*strategies, *doubts),
    )
    title = submission.card.body.title
    about = f"Why “{title}” is good enough for {SCOPES[submission.scope]}, and what speaks against it."
    case = Case(
        version="1.0", exportedAt=evaluated_at(submission), case=Named(name=title, description=about), tree=tree
    )
    return written(case)


def statement(submission: Submission) -> str:
    """Return the statement at the top."""
    allows = submission.rule.allows.rstrip(".")
    return f"It is good enough for {SCOPES[submission.scope]}: {allows[:1].lower()}{allows[1:]}."


def _strategy(key: str, place: int, claims: list[Claimed], use_case: str) -> Node:
    title, why = STRATEGIES[key]
    return Node(
        id=identity(use_case, f"strategy/{key}"),
        type="STRATEGY",
        name=f"S{place}",
        description=title,
        inSandbox=False,
        justification=why,
        children=tuple(_claim(one, use_case) for one in claims),
    )


def _claim(one: Claimed, use_case: str) -> Node:
    context = [f"Gate {one.code}: {one.gate.title}", f"{one.gate.state.replace('_', ' ')}: {one.gate.text}"]
    if not one.asked:
        context.append("Not asked for in this scope: shown, and no part of the argument.")
    seen: Counter[str] = Counter()
    return Node(
        id=identity(use_case, one.code),
        type="PROPERTY_CLAIM",
        name=f"P{one.code[1:]}",
        description=one.text,
        inSandbox=not one.counts,
        context=tuple(context),
        children=(
            *(_evidence(rest, one, place, seen, use_case) for place, rest in enumerate(one.rests, 1)),
            *_doubts(one.doubts, one.code, use_case),
        ),
    )


def _evidence(rest: Rests, claim: Claimed, place: int, seen: Counter[str], use_case: str) -> Node:
    # Named by what it is, not by its place: one more item above it must not give it another id.
    where = "" if rest.item is None else "/".join([rest.item.metric, *rest.item.where.values()])
    name = where or rest.text
    seen[name] += 1
    node = Node(
        id=identity(use_case, f"{claim.code}/evidence/{name}/{seen[name]}"),
        type="EVIDENCE",
        name=f"E{claim.code[1:]}.{place}",
        description=described(rest),
        inSandbox=not claim.counts,
        children=(),
    )
    return node if rest.url is None else node.model_copy(update={"url": rest.url})


def described(rest: Rests) -> str:
    """Return what evidence says: a figure beside what was asked for, or the gate's words."""
    if not rest.found:
        return f"{rest.text} (It was not found among the frozen files.)"
    if rest.item is None:
        return rest.text
    value = rest.item.shown or ("not known" if rest.item.value is None else decimal(rest.item.value))
    return f"{rest.text}: {value}. Asked for: {rest.item.threshold}."


def _doubts(texts: Iterable[str], against: str, use_case: str) -> tuple[Node, ...]:
    return tuple(
        Node(
            id=identity(use_case, f"{against}/doubt/{text}"),
            type="PROPERTY_CLAIM",
            name=f"D{place}",
            description=text,
            inSandbox=False,
            isDefeater=True,
            defeatsElementId=identity(use_case, against),
            children=(),
        )
        for place, text in enumerate(dict.fromkeys(texts), 1)
    )
