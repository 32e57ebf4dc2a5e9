"""Evidence items: one for every figure that was measured, and one for the judgement of every gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from peel_ml.assurance.case.claimed import Claimed, claims_of, evaluated_at, identity
from peel_ml.assurance.case.format import Item, written
from peel_ml.assurance.case.verdicts import Verdict
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.submissions.submission import Submission


def evidence_items(submission: Submission, results: Iterable[GateResult]) -> list[dict[str, Any]]:
    """Return the evidence behind the claims, in the form of evidence items version 0.1.

    Parameters
    ----------
    submission : Submission
    results : iterable of GateResult
        How its gates came out. What does not apply has no item.

    Returns
    -------
    list of dict
        The same for the same submission and results.
    """
    return [written(item) for one in claims_of(submission, results) for item in _items(one, submission)]


def _items(claim: Claimed, submission: Submission) -> Iterator[Item]:
    if claim.gate.state == "not_applicable":
        return
    passed = claim.gate.state == "passed"
    verdict: Verdict = "PASS" if passed else "FAIL"
    yield _item(claim, submission, f"gate_{claim.code}", claim.gate.state, "passed", verdict, {}, None)
    for rest in claim.rests:
        one = rest.item
        if one is not None:
            yield _item(claim, submission, one.metric, one.value, one.threshold, one.verdict, one.where, rest.url)


def _item(
    claim: Claimed,
    submission: Submission,
    metric: str,
    value: float | int | str | None,
    threshold: str,
    verdict: Verdict,
    where: dict[str, str],
    url: str | None,
) -> Item:
    manifest = submission.manifest
    return Item(
        formatVersion="0.1",
        claimId=identity(manifest.use_case, claim.code),
        metricName=metric,
        value=value,
        threshold=threshold,
        verdict=verdict,
        oddDimensions={"use_case": manifest.use_case, "scope": submission.scope, **where},
        sourceSystem=f"PEEL ML {submission.record.peel_version}",
        provenance={
            "run": manifest.run_id,
            "commit": manifest.commit,
            "data_sha256": manifest.data_sha256,
            "model_sha256": manifest.model_sha256,
            "evidence": url,
        },
        evaluatedAt=evaluated_at(submission),
    )
