"""Nobody who knows everything that is shown can tell a small count: of one card, of both, of its figures and MLflow."""

import json
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from peel_ml.cards.build import build
from peel_ml.cards.card import to_json
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.tracking import described
from tests.disclosure.people import AREAS, CELLS, ETHNICITY, SEX, Attacker, record_of, shown_counts, test_of

test_of.__test__ = False
QUICK = {"deadline": None, "derandomize": True, "phases": (Phase.explicit, Phase.generate)}
SIZES = st.lists(st.sampled_from((0, 0, 1, 2, 3, 4, 6, 9, 14, 30, 70, 200)), min_size=len(CELLS), max_size=len(CELLS))


def true_counts(numbers):
    people = dict(zip(CELLS, numbers, strict=True))
    groups = [frozenset({("ethnicity_officer", one)}) for one in ETHNICITY]
    groups += [frozenset({("sex", one)}) for one in (*SEX, "Not recorded")]
    groups += [frozenset({("ethnicity_officer", a), ("sex", b)}) for a in ETHNICITY for b in (*SEX, "Not recorded")]
    groups += [frozenset({("borough", one)}) for one in AREAS]
    return {
        (who, what): sum(n for cell, n in people.items() if test_of(who, what)(cell))
        for who in groups
        for what in ("n", "ones", "zeros")
    }


def attack(record):
    """An attacker who knows every count that a controlled record shows."""
    attacker = Attacker()
    for (who, what), value in shown_counts(record).items():
        if not {name for name, _ in who} - {"ethnicity_officer", "sex", "borough", "(ethnicity_officer x sex)"}:
            attacker.learn((who, what), test_of(who, what), value)
    return attacker


@settings(**QUICK)
@given(SIZES)
def test_no_small_count_of_people_is_pinned(numbers):
    if sum(numbers) < 60 or sum(n for cell, n in zip(CELLS, numbers, strict=True) if cell[3]) < 20:
        return
    raw = record_of(numbers)
    record, _ = controlled(raw, INTERNAL)
    attacker = attack(record)
    exposed = []
    for (who, what), true in true_counts(numbers).items():
        if 0 < true < 5 and (who, what) in shown_counts(raw):
            low, high = attacker.span(test_of(who, what))
            if high < 5 or low == high:
                exposed.append((who, what, low, high))
    # What only the total holds down cannot be helped by withholding more: the number of rows is always known.
    assert not [one for one in exposed if one[2] == one[3]], exposed


@settings(max_examples=15, **QUICK)
@given(SIZES)
def test_both_views_together_tell_no_more_than_the_internal_one(numbers):
    if sum(numbers) < 60:
        return
    record = record_of(numbers)
    internal, _ = controlled(record, INTERNAL)
    public, log = controlled(record, PUBLIC)
    again, log_again = controlled(internal, PUBLIC)
    assert (public, log) == (again, log_again)
    assert all(n is None or (n % 5 == 0 and n >= 10) for n in (row.n for row in public.fairness))


def cells(card):
    """Numbers of people in each table of groups on a card."""
    found = {}

    def walk(node):
        if isinstance(node, dict):
            columns = [one["name"] for one in node["columns"]] if "columns" in node and "rows" in node else []
            if columns[:2] == ["Group", "Number"]:
                for row in node["rows"]:
                    if len(row) > 1 and re.fullmatch(r"[\d,]+", row[1]):
                        found.setdefault(row[0], set()).add(int(row[1].replace(",", "")))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(next(one for one in card["body"]["sections"] if one["id"] == "groups"))
    return found


def place(label):
    """What is true of the people in a row of a table of groups."""
    if label in ("Not fully recorded",):
        return frozenset({("(ethnicity_officer x sex)", label)})
    parts = label.split(", ")
    facts = [("ethnicity_officer" if part in ETHNICITY else "sex", part) for part in parts]
    return frozenset(facts)


ONE_PERSON = [
    {("Black", "Female", "North", 1): 1}.get(cell, 0 if cell[:2] == ("Black", "Female") else 40) for cell in CELLS
]


@pytest.mark.parametrize("numbers", [ONE_PERSON, [(7 * at) % 60 for at in range(len(CELLS))]])
def test_the_numbers_on_two_cards_pin_nobody(numbers):
    record = record_of(numbers)
    attacker, read = Attacker(), 0
    everybody = sum(numbers)
    attacker.learn("all", lambda cell: True, everybody)
    for view, slack in ((INTERNAL, 0), (PUBLIC, 2)):
        card = json.loads(json.dumps(to_json(build(record, view))))
        for label, values in cells(card).items():
            assert len(values) == 1, (label, values)
            n = values.pop()
            assert n >= view.minimum
            attacker.learn((view.name, label), test_of(place(label), "n"), n - slack, n + slack)
            read += 1
    assert read > 8
    for (who, what), true in true_counts(numbers).items():
        if 0 < true < 5 and what == "n":
            low, high = attacker.span(test_of(who, what))
            assert low < high, (who, low, high)
            assert high >= 5, (who, low, high)


def test_mlflow_holds_no_figure_of_a_withheld_group():
    few = ("Black", "Male", "North", 1)
    raw = record_of([(3 if cell == few else 0 if cell[0] == "Black" and cell[3] else 40) for cell in CELLS])
    record, _ = controlled(raw, INTERNAL)
    withheld = {row.difference for row in raw.fairness if row.difference is not None}
    withheld -= {row.difference for row in record.fairness}
    assert withheld
    metrics = set(described.metrics(record).values())
    assert not {round(one, 6) for one in withheld} & metrics
    assert all(value == round(value, 6) for value in metrics)
