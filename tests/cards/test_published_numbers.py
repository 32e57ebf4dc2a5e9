"""A card is published against what was published before: few changes are not seen, and the same stays the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from peel_ml.cards import published
from peel_ml.cards.publishing import publication
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled, numbers_of
from peel_ml.errors import BadRequest
from tests.disclosure.people import CELLS, record_of

NUMBERS = [40] * len(CELLS)
HERE = "ethnicity_officer=Black; sex=Female: n"


def record(changed=None, class_="D1", sha256="a" * 64):
    made = record_of([(changed or {}).get(cell, 40) for cell in CELLS])
    return replace(made, data=replace(made.data, class_=class_, declared_class=class_, sha256=sha256))


MOVED = {
    ("Black", "Female", "North", 1): 42,
    ("White", "Male", "South", 0): 90,
    ("Asian", "Male", "South", 1): 75,
}
"""Two more of one group, and many more elsewhere."""


def kept(files):
    return json.loads(files[published.NAME])["views"]


def test_the_numbers_kept_are_those_that_the_views_show():
    made = record()
    files = publication(made).files
    assert json.loads(files[published.NAME])["schema_version"] == "1.0"
    assert set(json.loads(files[published.NAME])) == {"schema_version", "views"}
    for view in (INTERNAL, PUBLIC):
        shown = numbers_of(controlled(made, view)[0], view)
        assert kept(files)[view.name] == {name: [value] for name, value in shown.items()}
    assert all(value % 5 == 0 and value >= 10 for values in kept(files)["public"].values() for value in values)


def test_the_same_again_gives_the_same_bytes():
    first = publication(record()).files
    assert publication(record(), published.loads(first[published.NAME])).files == first


def test_a_change_of_few_people_is_not_seen_and_stays_unseen():
    first = publication(record()).files
    second = publication(record(MOVED), published.loads(first[published.NAME])).files
    assert kept(second)["internal"][HERE] == kept(first)["internal"][HERE] == [160]
    assert len([values for values in kept(second)["internal"].values() if len(values) == 2]) > 5
    # The revision itself again: what it withheld is still known from the one before it.
    assert publication(record(MOVED), published.loads(second[published.NAME])).files == second
    # Alone it would show the group; so would the public view, were it not worked out from the internal one.
    assert 162 in kept(publication(record(MOVED)).files)["internal"][HERE]


def test_an_older_number_is_not_forgotten():
    far = {("Black", "Female", "North", 1): 60, ("White", "Male", "South", 0): 99}
    near = {**MOVED, ("Black", "Female", "North", 1): 43}
    before = published.loads(publication(record()).files[published.NAME])
    between = published.loads(publication(record(far), before).files[published.NAME])
    assert between["internal"][HERE] == (160, 180)
    after = kept(publication(record(near), between).files)["internal"][HERE]
    assert after == [160, 180]


def test_the_public_view_does_not_tell_what_the_internal_one_withholds():
    first = publication(record()).files
    second = publication(record(MOVED), published.loads(first[published.NAME])).files
    rows = controlled(record(MOVED), PUBLIC, published.loads(first[published.NAME]))[0].fairness
    assert [row.n for row in rows if row.group == "Black, Female"] == [None, None]
    assert kept(second)["public"][HERE] == [160]


@pytest.mark.parametrize("class_", ["D1", "D2"])
def test_too_small_a_revision_is_refused(class_):
    before = published.loads(publication(record(class_=class_)).files[published.NAME])
    with pytest.raises(BadRequest, match=r"Fewer than \d+ records changed .* Publish again when more has changed"):
        publication(record({CELLS[0]: 43}, class_), before)


def test_other_data_with_large_changes_is_published():
    before = published.loads(publication(record()).files[published.NAME])
    more = {cell: 60 + 10 * at for at, cell in enumerate(CELLS)}
    files = publication(record(more, sha256="b" * 64), before).files
    assert kept(files)["internal"][HERE][0] == 160
    assert kept(files)["internal"][HERE][1] > 200


def test_aggregates_keep_no_internal_number():
    first = publication(record(class_="D2")).files
    assert set(kept(first)) == {"public"}
    assert b"internal" not in first[published.NAME]
    # Data that has since become aggregates: the numbers of the internal card go with the card.
    known = published.loads(publication(record()).files[published.NAME])
    assert set(kept(publication(record(class_="D2"), known).files)) == {"public"}


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"schema_version": "1.0", "views": {"public": {"a": [1.5]}}}', b"[]"]
)
def test_a_damaged_list_is_refused(content):
    with pytest.raises(BadRequest, match=r"published\.json cannot be read.*Restore the file"):
        published.loads(content)
