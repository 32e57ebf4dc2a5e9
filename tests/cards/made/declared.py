"""A made-up declaration of an enforcement audit with most facts answered."""

from __future__ import annotations

from typing import Any


def declaration(**changes: Any) -> dict[str, Any]:
    """Return a declaration of an enforcement audit with most facts answered."""
    nothing = "Looked for it in the published files; it is in none of them."
    document: dict[str, Any] = {
        "schema": 1,
        "id": "made-up-audit",
        "title": "Stop and search: which searches end in an outcome?",
        "objective": "high_standards",
        "stage": "exploring",
        "question": "How often does a search end in an outcome other than no further action, and does that "
        "differ between groups of people?",
        "plain_description": "This work looks back at recorded stop and search. It works out how often "
        "searches of each kind end in an outcome, and compares that with what happened for each group.",
        "decision": {
            "type": "enforcement_audit",
            "supported": "Whether the quality of searches needs a closer look",
            "maker": "The responsible Commander, advised by the Data Office",
            "units": "searches",
            "unit": "one recorded search of a person",
            "frequency": "quarterly",
            "asked_of_reviewer": "May these findings leave the Data Office?",
        },
        "people": {
            "owner_role": "Commander responsible for stop and search",
            "team": "Data Office",
            "contact": "data.office@example.org",
        },
        "intended_uses": ["Look back at how often searches end in an outcome."],
        "out_of_scope_uses": ["Choosing whom to stop or search.", "Choosing where to send officers."],
        "alternatives_considered": ["Publish plain outcome rates by group, without a model."],
        "benefits": [{"benefit": "Differences become visible", "unit": "groups", "how_measured": "Each quarter"}],
        "previous_process": {"description": "The past share of searches with an outcome, by object and power"},
        "harms": {
            "false_positive": {
                "who": "Officers and the public",
                "harm": "A fair practice is condemned",
                "severity": 3,
                "reversible": True,
            },
            "false_negative": {
                "who": "People who are searched without result",
                "harm": "A harmful practice is cleared",
                "severity": 4,
                "reversible": False,
            },
        },
        "task": {
            "kind": "classification",
            "label_construct": "That the officer recorded an outcome",
            "label_bias": "The officer who searches also records the outcome.",
            "target": {
                "column": "outcome_positive",
                "positive": True,
                "positive_words": "an outcome other than no further action",
            },
        },
        "data": {
            "source": "police-uk/stop-and-search",
            "class": "D1",
            "dpia": {"required": False},
            "retention": "Published data; copies are deleted with the run",
            "columns": {
                "object_of_search": {"name": "Object of search"},
                "legislation": {"name": "Power used"},
                "borough": {"name": "Borough"},
                "quarter": {"name": "Quarter"},
            },
        },
        "slices": {
            "object": "object_of_search",
            "power": "legislation",
            "borough": "borough",
            "quarter": "quarter",
        },
        "protected": {
            "measured": {
                "ethnicity_self": {"name": "Ethnicity as the person described it", "primary": True},
                "ethnicity_officer": {
                    "name": "Ethnicity as the officer recorded it",
                    "primary": True,
                    "label": "What the officer perceived. It never fills in for what the person said.",
                },
                "sex": {"name": "Gender as recorded", "label": "It is neither sex nor gender reassignment."},
                "age": {"name": "Age band"},
            },
            "not_measured": {"disability": {"why": "not_recorded", "steps_taken": nothing}},
        },
        "fairness": {"primary": "observed_minus_expected", "worse": "lower", "tolerance": "not_agreed"},
        "limitations": [
            "The signal is weak. Most of what decides an outcome is not in the published record.",
            "There is no number for a person.",
        ],
        "feedback_loop": "None by itself, because nothing it says sends officers anywhere.",
        "monitors": [
            {
                "metric": "Observed minus expected by ethnicity",
                "threshold": "More than 5 points",
                "cadence": "quarterly",
                "owner": "Data Office",
                "action": "Tell the Commander",
            }
        ],
    }
    return {**document, **changes}
