"""Laws of the leaf difference: nothing against itself, the mirror the other way about, no changed leaf left out."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from peel_ml.cards.diff.leaves import Leaf, leaves

PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "b", "a longer text"])
DOCUMENTS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdname"), inner, max_size=4),
    max_leaves=20,
)


def places(value, path=()):
    """Every leaf that is there, by the keys and indexes that lead to it."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in places(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in places(item, (*path, index))]
    return [path]


@given(DOCUMENTS)
def test_nothing_differs_from_itself(one):
    assert list(leaves(one, copy.deepcopy(one))) == []


@given(DOCUMENTS, DOCUMENTS)
def test_the_other_way_about_is_the_mirror(one, other):
    there = sorted(map(repr, leaves(one, other)))
    back = sorted(repr(Leaf(leaf.path, leaf.after, leaf.before)) for leaf in leaves(other, one))
    assert there == back


@given(DOCUMENTS, st.data())
def test_a_leaf_that_was_changed_appears(one, data):
    path = data.draw(st.sampled_from(places(one) or [()]))
    if not path:
        assert list(leaves(one, "another"))[-1].after == "another"
        return
    other = copy.deepcopy(one)
    inside = other
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = "another"
    assert any(leaf.after == "another" for leaf in leaves(one, other))


def test_an_item_put_in_front_is_one_line_and_another_order_is_said():
    assert list(leaves(["x", "y"], ["z", "x", "y"])) == [Leaf(("1",), None, "z")]
    assert list(leaves(["x", "y"], ["y", "x"])) == [Leaf(("order",), '"x"; "y"', '"y"; "x"')]


def test_items_are_called_by_their_names():
    one, other = [{"name": "Privacy", "mitigation": "a"}], [{"name": "Privacy", "mitigation": "b"}]
    assert list(leaves(one, other)) == [Leaf(("Privacy", "mitigation"), "a", "b")]


def test_true_is_not_one():
    assert list(leaves({"a": True}, {"a": 1})) == [Leaf(("a",), True, 1)]
