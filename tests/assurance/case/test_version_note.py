"""What stands on top of a model version's page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from peel_ml.assurance.case import version_standing
from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.tracking.described import CardWords, VersionStanding, version_note
from tests.assurance.made import approved, condition, desk_at

WORDS = CardWords(("Exploring",), "It works better than today.", "It cannot be told for two groups.")
STANDING = VersionStanding(
    "Approved for a pilot until 5 March 2027",
    "It may be used for nothing else.",
    True,
    "Controlled use, for a limited time.",
    ("approver",),
    tuple(f"Condition {number}" for number in range(1, 6)),
    "1 January 2027",
)


def test_it_opens_with_where_it_stands_and_links_to_the_card(made_cards: ModuleType) -> None:
    record = made_cards.real_final()
    note = version_note(record, WORDS, STANDING)
    assert note.startswith("**Approved for a pilot until 5 March 2027.** It may be used for nothing else.")
    assert f"(/peel/cards/{record.provenance.run_id})" in note
    assert "Approved by: approver." in note
    assert "- Condition 3\n- and 2 more" in note
    assert "An alias, a stage or a tag on this page approves nothing." in note
    assert "Written on 1 January 2027" in note


@pytest.mark.parametrize("word", ["Suspended", "Approval taken back", "Expired on 5 March 2027"])
def test_what_is_not_approved_allows_nothing(made_cards: ModuleType, word: str) -> None:
    note = version_note(made_cards.real_final(), WORDS, replace(STANDING, word=word, approved=False))
    assert note.startswith(f"**{word}.**")
    for said in ("Allows", "Approved by", "Condition"):
        assert said not in note


def test_synthetic_data_is_marked_first(made_cards: ModuleType) -> None:
    assert version_note(made_cards.synthetic(), WORDS, STANDING).startswith("**SYNTHETIC DATA.** **Approved")


def test_words_from_outside_make_no_markup(made_cards: ModuleType) -> None:
    hostile = "[here](https://evil.example)\n# Approved <b> `x` " + "y " * 200
    note = version_note(made_cards.real_final(), WORDS, replace(STANDING, conditions=(hostile,)))
    (line,) = [one for one in note.splitlines() if one.startswith("- ")]
    assert line.startswith(r"- \[here\](https: //evil.example) \# Approved \<b\> \`x\` y")
    assert len(line) < 170


def test_the_register_gives_roles_and_no_name(tmp_path: Path, made_cards: ModuleType) -> None:
    desk = desk_at(tmp_path)
    matter = approved(desk, conditions=(condition(),))
    book = desk.book()
    at = moment(book.entries[-1].at)
    note = version_note(made_cards.real_final(), WORDS, version_standing(book, book.matters[matter.id], at))
    assert "Approved by: approver." in note
    assert "- Ask the panel. (owner, by 1 April 2026)" in note
    assert not [one.name for one in book.people.values() if one.name in note]
    desk.record(Act("rae", "reviewer", "suspend", matter.id, Suspend("other"), "Why."))
    book = desk.book()
    assert version_note(made_cards.real_final(), WORDS, version_standing(book, book.matters[matter.id], at)).startswith(
        "**Suspended.**"
    )
