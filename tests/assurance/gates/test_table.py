"""What holds for every gate: stable codes, words, evidence that can be looked up, and never an exception."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.assurance.gates import GATES, judge, standing_in_the_way
from peel_ml.assurance.gates.judging import Documents
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.people import ROLES
from peel_ml.assurance.policy import policy
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.results.estimate import PairedDifference
from peel_ml.usecase.load import digest_of
from tests.assurance.made_submission import declaration, made_submission
from tests.cards.made.records import bare, hollow, synthetic

CHEAP = tuple(gate for gate in GATES if gate.code not in ("G05", "G07", "G18", "G19"))
"""Gates that look at the record and the declaration, not at pages."""
OPEN = {
    "declared": {"fairness.tolerance": "not_agreed", "data.eqia": None, "protected.not_measured": {}, "oversight": {}},
    "record": {"rerun": None, "identifiers": None, "data.split": None, "artefacts": (), "checks": ()},
}


def test_codes_are_the_specification_s():
    assert [gate.code for gate in GATES] == [f"G{number:02}" for number in range(1, 23)]
    assert {code for rule in policy().scopes.values() for code in rule.blocking} <= {gate.code for gate in GATES}


@pytest.mark.parametrize("changes", [{}, {"kind": "service"}, OPEN], ids=["audit", "service", "open"])
def test_every_gate_speaks_plainly_and_every_pointer_resolves(changes):
    made = made_submission(**changes)
    documents = Documents(made.files)
    results = judge(made)
    assert len(results) == 22
    for one in results:
        assert not one.text[0].islower() or one.text.startswith(("card.", "record.", "public."))
        assert one.text.endswith(".")
        assert not re.search(r"(?<![A-Z])None(?! of)|\bnan\b|[{}]|  ", one.text), one
        assert one.evidence, one.code
        assert one.who in ROLES
        assert bool(one.todo) == (one.state == "failed")
        for piece in one.evidence:
            assert piece.text
            assert not piece.pointer or documents.resolves(piece.pointer), (one.code, piece)
    assert any(piece.pointer for one in results for piece in one.evidence)


def test_a_passing_submission_has_nothing_in_the_way_in_any_scope():
    for scope in ("publication", "pilot"):
        assert standing_in_the_way(judge(made_submission(scope=scope))) == ()


def test_pointers_that_lead_nowhere_are_told():
    documents = Documents({"a.json": b'{"b": [1, {"c/d": 2}]}', "x.html": b"<p>"})
    assert documents.resolves("a.json#/b/1/c~1d")
    assert documents.resolves("x.html")
    for lost in ("a.json#/b/2", "a.json#/b/x", "b.json#/b", "x.html#/b", "a.json#b", "a.json#/b/1/c"):
        assert not documents.resolves(lost)


@settings(derandomize=True)
@given(
    low=st.floats(-1, 1),
    high=st.floats(-1, 1),
    verdicts=st.lists(st.sampled_from(("within", "outside", "cannot_tell", "not_judged")), min_size=3, max_size=3),
)
def test_bad_news_can_always_be_published(low, high, verdicts):
    """However G12 and G14 come out, neither stands in the way of a publication."""
    made = made_submission(scope="publication")
    record = made.record
    rows = tuple(replace(row, verdict=verdicts[at % 3]) for at, row in enumerate(record.fairness))
    lift = PairedDifference("roc_auc", "previous_process", (low + high) / 2, min(low, high), max(low, high))
    bad = replace(made, record=replace(record, fairness=rows, scores=replace(record.scores, lift=lift)))
    judged = {gate.code: gate.judge(bad) for gate in GATES if gate.code in ("G12", "G14")}
    assert not {"G12", "G14"} & set(bad.rule.blocking)
    assert judged["G12"].state == ("passed" if min(low, high) > 0 else "failed")
    assert judged["G14"].state == ("failed" if "outside" in verdicts or set(verdicts) == {"not_judged"} else "passed")


def paths(value, before=()):
    """Every place in a declaration."""
    for key, one in value.items():
        yield (*before, key)
        if isinstance(one, dict):
            yield from paths(one, (*before, key))


PLACES = sorted(paths(declaration("service", {})))


@settings(derandomize=True)
@given(place=st.sampled_from(PLACES), odd=st.sampled_from((None, "", "odd", 7, True, [], {}, [{}], {"a": None})))
def test_no_gate_raises_on_a_declaration_of_another_shape(place, odd):
    """A record keeps the declaration as it was, and older ones are of another shape."""
    made = made_submission(kind="service")
    document = copy.deepcopy(made.record.provenance.declaration)
    here = document
    for key in place[:-1]:
        here = here[key]
    here[place[-1]] = odd
    provenance = replace(made.record.provenance, declaration=document, declaration_sha256=digest_of(document))
    record = replace(made.record, provenance=provenance)
    spoilt = replace(made, record=record, declaration=type(made.declaration)(document))
    assert all(gate.judge(spoilt).state in ("passed", "failed", "not_applicable") for gate in CHEAP)
    assert all(isinstance(rule.found(spoilt), tuple) for rule in RULES)


@pytest.mark.parametrize("record", [bare(), hollow(), synthetic()], ids=["bare", "hollow", "synthetic"])
def test_no_gate_raises_on_a_record_that_lacks_things(record):
    made = replace(made_submission(), record=record, declaration=declaration_of(record))
    results = judge(made)
    assert {one.state for one in results} <= {"passed", "failed", "not_applicable"}
    assert all(isinstance(rule.found(made), tuple) for rule in RULES)
