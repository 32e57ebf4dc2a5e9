"""The assurance case: one claim a gate, evidence that resolves, ids that stay, and no goal greener than its worst."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.assurance.case import argument, build, evidence_items, read
from peel_ml.assurance.case.claims import CLAIMS, STRATEGIES
from peel_ml.assurance.case.format import Item
from peel_ml.assurance.case.verdicts import ORDER, Verdict, goal, worst
from peel_ml.assurance.gates import GATES
from peel_ml.assurance.gates.gate import Evidence
from peel_ml.cards.signed import Node
from peel_ml.errors import BadRequest
from tests.assurance.case.made_case import results, submission

GREEN = {"met": 0, "note": 0, "look_closer": 1, "cannot_tell": 1, "not_met": 2}


@pytest.fixture(scope="session")
def made(made_cards: ModuleType) -> ModuleType:
    return made_cards


@pytest.fixture(scope="module")
def document(made: ModuleType) -> dict[str, Any]:
    return build(submission(made, doubts=("G14: Boroughs were left out.", "A panel asks why.")), results())


def test_every_gate_has_its_claim_in_order() -> None:
    assert [row.code for row in CLAIMS] == [f"G{number:02}" for number in range(1, 23)]
    assert {row.strategy for row in CLAIMS} == set(STRATEGIES)
    assert {gate.code for gate in GATES} <= {row.code for row in CLAIMS}


def test_it_is_in_the_format_and_reads_back(document: dict[str, Any]) -> None:
    case = read(json.loads(json.dumps(document)))
    assert set(document) == {"version", "exportedAt", "case", "tree"}
    assert set(document["case"]) == {"name", "description"}
    nodes = list(case.tree.walk())
    assert (case.tree.type, case.tree.role) == ("GOAL", "TOP_LEVEL")
    assert {node.type for node in nodes if node.url} == {"EVIDENCE"}
    claims = [node for node in nodes if node.type == "PROPERTY_CLAIM" and not node.isDefeater]
    assert [node.name for node in claims if node.name] == [
        f"P{row.code[1:]}" for key in STRATEGIES for row in CLAIMS if row.strategy == key
    ]
    assert [node.description for node in nodes if node.type == "STRATEGY"] == [
        title for title, _ in STRATEGIES.values()
    ]


def test_no_clock_and_no_chance(made: ModuleType, document: dict[str, Any]) -> None:
    one = submission(made, doubts=("G14: Boroughs were left out.", "A panel asks why."))
    later = replace(one, at=one.at.replace(year=2030))
    assert build(later, results()) == document
    assert document["exportedAt"].endswith("Z")
    assert evidence_items(later, results()) == evidence_items(one, results())


def test_ids_stay_from_run_to_run_and_differ_between_use_cases(made: ModuleType) -> None:
    one = submission(made)
    again = replace(one, manifest=replace(one.manifest, run_id="another", commit="d" * 40))
    failed = build(again, results(G12="failed"))

    def ids(case: dict[str, Any]) -> list[str]:
        return [node.id for node in read(case).tree.walk()]

    assert ids(failed) == ids(build(one, results()))
    assert all(UUID(one_id).version == 5 for one_id in ids(failed))
    other = replace(one, manifest=replace(one.manifest, use_case="another"))
    assert not set(ids(build(other, results()))) & set(ids(failed))


def test_evidence_is_where_its_url_says(made: ModuleType, document: dict[str, Any]) -> None:
    files = {hashlib.sha256(content).hexdigest(): json.loads(content) for content in json_files(submission(made))}
    urls = [node.url for node in read(document).tree.walk() if node.url]
    assert len(urls) > 22
    for url in urls:
        digest, _, pointer = url.removeprefix("peel:sha256:").partition("#")
        value = files[digest]
        for part in pointer.split("/")[1:]:
            value = value[int(part)] if isinstance(value, list) else value[part]


def json_files(one: Any) -> list[bytes]:
    return [content for name, content in one.files.items() if name.endswith(".json")]


def test_evidence_that_does_not_resolve_counts_against_its_claim(made: ModuleType) -> None:
    one = submission(made)
    for pointer in ("card.json#/body/nothing", "nothing.json#/a", "card.json#/body/fields/99999", "card.html#/a"):
        spoiled = [
            replace(gate, evidence=(Evidence("It stands there.", pointer),)) if gate.code == "G02" else gate
            for gate in results()
        ]
        claim = next(node for node in read(build(one, spoiled)).tree.walk() if node.name == "P02")
        assert claim.children[0].url is None
        assert "was not found" in claim.children[0].description
        shown = argument(one, spoiled).children[0].children[0]
        assert (shown.outcome, shown.children[0].word) == ("cannot_tell", "Not found")


def test_open_doubts_are_defeaters(document: dict[str, Any]) -> None:
    nodes = {node.id: node for node in read(document).tree.walk()}
    doubts = {node.description: nodes[str(node.defeatsElementId)] for node in nodes.values() if node.isDefeater}
    assert {text: node.name for text, node in doubts.items()} == {
        "Boroughs were left out.": "P14",
        "A panel asks why.": "G1",
    }


def test_what_the_scope_does_not_ask_for_is_no_part_of_the_argument(made: ModuleType) -> None:
    one = submission(made, "publication")
    found = results("publication", G14="failed", G17="not_applicable")
    claims = {node.name: node for node in read(build(one, found)).tree.walk()}
    assert claims["P14"].inSandbox
    assert claims["P17"].inSandbox
    assert not claims["P01"].inSandbox
    top = argument(one, found, ("Approver Kit Elder",))
    assert top.outcome == "met"
    # Asked for, it would be another matter.
    assert argument(submission(made), results(G14="failed"), ("Approver Kit Elder",)).outcome == "not_met"


def test_only_a_named_person_makes_the_goal_green(made: ModuleType) -> None:
    one = submission(made, "publication")
    alone = argument(one, results("publication"))
    assert (alone.outcome, alone.word) == ("cannot_tell", "Nobody stands for it yet")
    assert argument(one, results("publication"), ("Approver Kit Elder",)).outcome == "met"


def test_every_figure_has_an_item_beside_what_was_asked(made: ModuleType) -> None:
    one = submission(made)
    items = [Item.model_validate(item) for item in evidence_items(one, results(G17="not_applicable"))]
    claims = {node.id: node.name for node in read(build(one, results())).tree.walk()}
    assert {claims[item.claimId] for item in items} == {f"P{row.code[1:]}" for row in CLAIMS if row.code != "G17"}
    gain = next(item for item in items if item.metricName == f"lift_{one.record.scores.lift.metric}")
    assert gain.value == one.record.scores.lift.value
    groups = [item for item in items if claims[item.claimId] == "P14" and "group" in item.oddDimensions]
    judged = [row for row in one.record.fairness if row.primary and row.missing == "complete_case"]
    assert {item.oddDimensions["group"] for item in groups} == {
        row.group for row in judged if row.verdict != "not_judged"
    }
    for item in groups:
        row = next(
            row
            for row in judged
            if (row.characteristic, row.group) == (item.oddDimensions["characteristic"], item.oddDimensions["group"])
        )
        assert item.verdict == {"within": "PASS", "outside": "FAIL", "cannot_tell": "DEGRADED"}[row.verdict]


def test_a_figure_is_judged_by_its_range(made: ModuleType) -> None:
    lift = made.real_final().scores.lift
    for low, high, verdict in (
        (0.01, 0.02, "PASS"),
        (-0.01, 0.02, "DEGRADED"),
        (-0.2, -0.1, "FAIL"),
        (None, None, "DEGRADED"),
    ):
        scores = replace(made.real_final().scores, lift=replace(lift, low=low, high=high))
        one = submission(made, scores=scores)
        items = [item for item in evidence_items(one, results()) if item["metricName"].startswith("lift_")]
        assert [item["verdict"] for item in items] == [verdict]


def test_no_figure_about_few_people_is_sent(made: ModuleType) -> None:
    record = made.real_final()
    rows = tuple(replace(row, n=3, denominator=3) if row.primary else row for row in record.fairness)
    one = submission(made, fairness=rows)
    groups = [item for item in evidence_items(one, results()) if "group" in item["oddDimensions"]]
    assert all(item["value"] is None for item in groups)


def test_a_gate_without_a_claim_is_a_fault(made: ModuleType) -> None:
    with pytest.raises(ValueError, match="G99"):
        build(submission(made), [replace(results()[0], code="G99")])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda tree: tree.update(url="peel:sha256:" + "0" * 64), "only evidence has a url"),
        (lambda tree: tree.update(isDefeater=True), "a defeater names what it speaks against"),
        (lambda tree: tree["children"][-1].update(defeatsElementId=str(UUID(int=5))), "speaks against no node"),
        (lambda tree: tree["children"].append(tree["children"][0]), "two nodes have the same id"),
        (lambda tree: tree.update(role="SUPPORTING"), "the tree's root is the one top-level goal"),
        (lambda tree: tree.update(verdict="PASS"), "Extra inputs"),
        (lambda tree: tree.update(id="one"), "UUID"),
    ],
)
def test_a_spoiled_case_is_refused_by_name(document: dict[str, Any], spoil: Any, said: str) -> None:
    spoiled = json.loads(json.dumps(document))
    spoil(spoiled["tree"])
    with pytest.raises(BadRequest, match=said):
        read(spoiled)


VERDICTS = st.lists(st.sampled_from([*ORDER, None]))


@given(VERDICTS, st.booleans())
def test_a_goal_is_never_greener_than_its_worst_child(children: list[Verdict | None], asserted: bool) -> None:
    found = goal(children, asserted)
    assert all(ORDER.index(found) >= ORDER.index(one) for one in children if one is not None)
    assert found != "PASS" or (asserted and "PASS" in children)


@given(VERDICTS, VERDICTS)
def test_the_worst_of_two_lists_is_the_worst_of_their_worsts(
    one: list[Verdict | None], two: list[Verdict | None]
) -> None:
    assert worst([*one, *two]) == worst([worst(one), worst(two)])


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["passed", "failed", "not_applicable"]), min_size=22, max_size=22), st.booleans())
def test_no_part_of_what_is_shown_is_greener_than_what_it_rests_on(
    made: ModuleType, states: list[str], asserted: bool
) -> None:
    codes = {row.code: state for row, state in zip(CLAIMS, states, strict=True)}
    top = argument(submission(made), results(**codes), ("Approver Kit Elder",) if asserted else ())

    def check(part: Node) -> None:
        for one in part.children:
            if "no part of the argument" not in one.detail:
                assert GREEN[part.outcome] >= GREEN[one.outcome]
            check(one)

    check(top)
