"""Limits of an audit, why it is not a sign-off, and its technical annex."""

from __future__ import annotations

from peel_ml.cards.audits.opening import NOT_EVIDENCE
from peel_ml.cards.audits.rates import TRADE
from peel_ml.cards.content import Caution, Fact, Facts, Heading, Listing, Paragraph, Section
from peel_ml.cards.names import metric_name
from peel_ml.cards.sections.annex import checks
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.words import count
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED
from peel_ml.results.audit import AuditRecord

_COSTS = {
    OBSERVED_MINUS_EXPECTED: (
        "Chosen here: that the scores mean the same in every group. What it costs: mistakes can then fall more often "
        "on a group in which more people have the outcome."
    ),
    "precision": (
        "Chosen here: that a flag means the same in every group. What it costs: mistakes can then fall more often on "
        "a group in which more people have the outcome."
    ),
}


def limits(evidence: Evidence) -> Section:
    """Return the section on what this audit cannot say."""
    chosen = _COSTS.get(
        evidence.metric,
        f"Chosen here: that “{metric_name(evidence.metric)}” is the same in every group. What it costs: where shares "
        "with the outcome differ, the same score or flag then means something else in each group.",
    )
    return Section(
        "limits",
        "Limits and risks",
        (
            Heading("What was chosen, and what it costs"),
            Paragraph(TRADE),
            Paragraph(chosen),
            Heading("What an audit cannot say"),
            Listing(
                (
                    "It compares what was recorded. It does not say why groups differ, nor that anybody was treated "
                    "unfairly.",
                    "The label may be wrong, and more so for one group than for another.",
                    "The model was not there: what it goes by and what it was learnt from are not known.",
                    "It describes these rows. Other people, places or times can differ.",
                )
            ),
        ),
    )


def sign_off(record: AuditRecord) -> Section:
    """Return the section on sign-off."""
    if record.prohibited:
        return Section(
            "sign-off",
            "Sign-off",
            (
                Caution("An audit of a prohibited use can never be submitted.", record.heading),
                Paragraph(NOT_EVIDENCE),
            ),
        )
    return Section(
        "sign-off",
        "Sign-off",
        (
            Caution("Nobody has approved anything on the strength of this audit.", "Not submitted."),
            Paragraph(
                "An audit is not a use case: it has no owner, no declared decision and no held-out period. Declare "
                "the use and run it to have something that can be submitted."
            ),
        ),
    )


def annex(record: AuditRecord) -> Section:
    """Return the technical annex."""
    one, assessed = record.audited, record.assessment
    return Section(
        "annex",
        "Technical annex",
        (
            Heading("How it was computed"),
            Facts(
                (
                    Fact("Primary metric", assessed.metric),
                    Fact("Adverse direction", assessed.worse),
                    Fact("Comparisons corrected for (Holm)", count(assessed.family)),
                    Fact("Clusters", "None declared" if assessed.clusters is None else count(assessed.clusters)),
                    Fact("Fairness policy", assessed.policy_version),
                    Fact("Digest of the file", one.sha256 or "Not a file"),
                    Fact("Platform version", record.peel_version),
                    Fact(
                        "Packages", ", ".join(f"{name} {one}" for name, one in sorted(record.packages.items())) or "–"
                    ),
                )
            ),
            Heading("All checks"),
            *checks(record.checks, record.findings),
        ),
        technical=True,
    )
