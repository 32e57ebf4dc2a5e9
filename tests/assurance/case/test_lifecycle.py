"""Stage moves of the problem book: every pair, every role, and which stage counts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.assurance.lifecycle import STAGE_MOVES, STAGES, counted, legal, markdown, problems
from peel_ml.assurance.people import ROLES, SERVICES
from peel_ml.cards.register.build import STAGES as SHOWN

MOVES = {(move.from_, move.to): move for move in STAGE_MOVES}


def test_the_table_names_each_move_once_and_no_service() -> None:
    assert len(MOVES) == len(STAGE_MOVES)
    assert all(move.from_ != move.to for move in STAGE_MOVES)
    assert all(move.roles and not set(move.roles) & SERVICES for move in STAGE_MOVES)
    assert all(move.guard for move in STAGE_MOVES)
    assert set(STAGES) <= set(SHOWN)


@pytest.mark.parametrize(("from_", "to"), list(product(STAGES, STAGES)))
def test_a_move_is_legal_where_the_table_has_it_for_the_role_and_nowhere_else(from_: str, to: str) -> None:
    for role in ROLES:
        found = problems(from_, to, role)
        move = MOVES.get((from_, to))
        assert (found == ()) == (move is not None and role in move.roles)
        if move is None:
            # The error names the legal moves.
            assert all(one.to.replace("_", " ") in (found[0].fix or "") for one in legal(from_))


def test_only_an_approver_signs_off_and_every_stage_can_end() -> None:
    assert {move.roles for move in STAGE_MOVES if move.to == "signed_off"} == {("approver",)}
    assert [move.from_ for move in STAGE_MOVES if move.to == "signed_off"] == ["proven", "handed_over"]
    assert {move.from_ for move in STAGE_MOVES if move.to == "retired"} == set(STAGES) - {"retired"}


@given(st.text(max_size=12), st.sampled_from(STAGES))
def test_an_unknown_stage_is_named(text: str, stage: str) -> None:
    found = problems(stage, text, "owner")
    if text not in STAGES:
        assert found
        assert text in found[0].what


def test_a_stale_move_is_refused() -> None:
    assert problems("proven", "signed_off", "approver", recorded="proven") == ()
    (found,) = problems("proven", "signed_off", "approver", recorded="retired")
    assert "recorded as retired" in found.what


@given(st.sampled_from(STAGES), st.none() | st.sampled_from(STAGES))
def test_what_is_recorded_counts_and_a_difference_is_said(declared: str, recorded: str | None) -> None:
    one = counted(declared, recorded)
    assert one.recorded == (recorded is not None)
    if recorded is not None:
        assert one.stage == recorded
        assert bool(one.difference) == (declared != recorded)
    else:
        # Nobody is signed off by a line in a file.
        assert one.stage not in ("signed_off", "handed_over")
        assert bool(one.difference) == (one.stage != declared)


def test_the_documentation_has_a_line_for_every_move() -> None:
    assert len(markdown().splitlines()) == len(STAGE_MOVES) + 2
