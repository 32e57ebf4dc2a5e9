"""Made-up sign-off: what a register would know of a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from peel_ml.cards.signed import (
    Condition,
    Decision,
    Evidence,
    Gate,
    Justification,
    Node,
    Said,
    ScopeState,
    Signed,
    Tried,
)

AT = datetime(2026, 12, 14, 10, 30, tzinfo=UTC)
UNTIL = datetime(2027, 3, 14, tzinfo=UTC)

DECISIONS = (
    Decision(
        datetime(2026, 12, 1, 9, 12, tzinfo=UTC),
        "author",
        "Submitted it for a pilot",
        "Jo Ash",
        signed="Recorded by the service",
    ),
    Decision(
        datetime(2026, 12, 3, 14, 2, tzinfo=UTC),
        "reviewer",
        "Picked it up",
        "Sam Birch",
        conflict="None declared.",
        signed="Signed with their own key",
    ),
    Decision(
        datetime(2026, 12, 8, 11, 40, tzinfo=UTC),
        "equality reviewer",
        "Attested what it means for equality",
        "Noor Cedar",
        (Said("What was considered?", "All nine characteristics, and what is not recorded. I asked two boroughs."),),
        signed="Signed with their own key",
    ),
    Decision(
        datetime(2026, 12, 9, 16, 5, tzinfo=UTC),
        "data protection officer",
        "Advised against it",
        "Lee Dogwood",
        (Said("Advice", "Wait for the new impact assessment."),),
        dissent=True,
    ),
    Decision(
        datetime(2026, 12, 14, 9, 55, tzinfo=UTC),
        "approver",
        "Approved it for a pilot, with two conditions",
        "Kit Elder",
        (
            Said("Who could be hurt?", "People who are stopped without need, and whom nobody tells why."),
            Said("What is not known?", "What happens in boroughs that stopped publishing."),
            Said("What would make me stop it?", "A group that falls outside the limit in two months running."),
        ),
        signed="Signed with their own key",
    ),
)
CONDITIONS = (
    Condition("A person looks at every flagged case before anything is done", "Team leader", UNTIL, "Sampled", "met"),
    Condition(
        "Measure religion or belief on a sample", "Owner", datetime(2027, 1, 31, tzinfo=UTC), "Seen by reviewer", "open"
    ),
)
JUSTIFICATIONS = (
    Justification(
        "Whether groups differ cannot be told for two of them",
        "Too few people for a verdict.",
        "Finding out where searches end in nothing.",
        "A pilot of three months shows more than another desk exercise.",
        "Waiting a year; leaving these groups out.",
        "The two groups are read by hand each month.",
        "Jo Ash, author",
        ("Kit Elder, approver", "Noor Cedar, equality reviewer"),
        UNTIL,
    ),
)
GATES = (
    Gate(
        "G01",
        "Every required field of the card is filled",
        "passed",
        True,
        "49 of 49 fields have an answer.",
        (Evidence("The table of fields.", "card.json#/body/fields"),),
    ),
    Gate(
        "G12",
        "It works better than today’s method, and chance alone does not explain it",
        "passed",
        True,
        "5.4 more right picks in 100 (95% range 4.6 to 6.1).",
        (Evidence("The paired difference on the held-out period.", "record.json#/scores/lift"),),
    ),
    Gate(
        "G14",
        "No group is outside the limit",
        "failed",
        True,
        "One group is outside the limit: the age group 10 to 17.",
        (Evidence("The verdict on each group.", "record.json#/fairness"), Evidence("The owner’s declaration.")),
        "Find out why, and mend it or ask for publication only",
        "author",
    ),
    Gate("G17", "The impact assessments are up to date", "not_applicable", False, "No personal data is used."),
    Gate("G21", "Done again, it gives the same figures", "failed", False, "It was not run again."),
)
ARGUMENT = Node(
    "goal",
    "It is good enough for a pilot: controlled use, for a limited time.",
    "not_met",
    "Not met",
    "No named person has stood for this statement yet.",
    (
        Node(
            "strategy",
            "The model does what it is for",
            "met",
            "Met",
            children=(
                Node(
                    "claim",
                    "The gain over today’s method is above 0, and so is the whole 95% range.",
                    "met",
                    "Met",
                    children=(
                        Node(
                            "evidence", "Gain in right picks", "met", "Pass", "0.054, where more than 0 was asked for."
                        ),
                    ),
                ),
            ),
        ),
        Node(
            "strategy",
            "It treats groups of people alike",
            "not_met",
            "Not met",
            children=(
                Node("claim", "No group is further than 5 points from everybody else.", "not_met", "Not met"),
                Node("doubt", "Boroughs with few records were left out.", "look_closer", "Open"),
            ),
        ),
    ),
)


def signed(state: str = "approved_with_conditions", scope: str = "pilot", reason: str = "") -> Signed:
    """Return a full sign-off in a state."""
    return Signed(
        ScopeState(scope, state, UNTIL),
        AT,
        "Controlled use, for a limited time.",
        reason,
        valid_from=AT,
        others=(ScopeState("publication", "approved", datetime(2027, 12, 1, tzinfo=UTC)),),
        approval_id="a1" * 32,
        manifest_sha256="b2" * 32,
        ledger_head="c3" * 32,
        policy_version="0123456789abcdef",
        registered="made-up-audit, version 3",
        marking="Official; published in full",
        decisions=DECISIONS,
        conditions=CONDITIONS,
        justifications=JUSTIFICATIONS,
        gates=GATES,
        argument=ARGUMENT,
        measured_accessibility="No rule of WCAG 2.2 AA is broken on a page of this form",
        tried=(
            Tried("By keyboard alone", "Everything can be reached."),
            Tried("Enlarged to 400%", "Nothing is cut off."),
            Tried("With a screen reader", "The table of months is long."),
            Tried("Read by somebody without data science", "Understood, but for one word."),
        ),
        tried_by="Noor Cedar, equality reviewer, 8 December 2026",
    )


def unsigned() -> Signed:
    """Return what is known of a card that nobody has looked at."""
    return replace(Signed(ScopeState("pilot", "submitted"), AT, "Controlled use, for a limited time."))
