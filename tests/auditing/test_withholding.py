"""No withheld count comes back from those that stand, by any sum or difference of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from peel_ml.disclosure.linked import Total, withheld

GROUPS, CELLS = ("a", "b", "c"), ("tn", "fp", "fn", "tp")


def tables(values):
    """Counts of groups by cell with all their margins, as an audit has them; of two measures and their crossing."""
    counts, totals = {}, []
    crossed = np.array(values).reshape(len(GROUPS), 2, len(CELLS))
    shapes = {"race": crossed.sum(axis=1), "sex": crossed.sum(axis=0), "race x sex": crossed.reshape(-1, len(CELLS))}
    for name, table in shapes.items():
        for column, cell in enumerate((*CELLS, "n")):
            keys = [(name, group, cell) for group in range(len(table))]
            own = table.sum(axis=1) if cell == "n" else table[:, column]
            counts |= dict(zip(keys, own.tolist(), strict=True))
            counts["", "All", cell] = int(own.sum())
            totals.append(Total(("", "All", cell), tuple(keys)))
        totals += [Total((name, g, "n"), tuple((name, g, cell) for cell in CELLS)) for g in range(len(table))]
    totals.append(Total(("", "All", "n"), tuple(("", "All", cell) for cell in CELLS)))
    for cell in (*CELLS, "n"):
        for race in range(len(GROUPS)):
            totals.append(Total(("race", race, cell), tuple(("race x sex", race * 2 + sex, cell) for sex in range(2))))
        for sex in range(2):
            parts = tuple(("race x sex", race * 2 + sex, cell) for race in range(len(GROUPS)))
            totals.append(Total(("sex", sex, cell), parts))
    return counts, totals


def span(counts, totals, hidden, key):
    """The smallest and the largest value that a withheld count could have, by linear programming."""
    names = sorted(hidden, key=str)
    rows, known = [], []
    for total in totals:
        row = [total.parts.count(name) - (name == total.whole) for name in names]
        if any(row):
            rows.append(row)
            shown = sum(counts[part] for part in total.parts if part not in hidden)
            known.append((0 if total.whole in hidden else counts[total.whole]) - shown)
    ends = []
    for sign in (1, -1):
        goal = [sign * (name == key) for name in names]
        ends.append(sign * linprog(goal, A_eq=rows, b_eq=known, bounds=(0, None)).fun)
    return ends


@settings(derandomize=True)
@given(st.lists(st.sampled_from((0, 1, 2, 3, 4, 6, 9, 14, 30, 70, 200)), min_size=24, max_size=24))
def test_no_small_count_has_one_value_only(values):
    counts, totals = tables(values)
    if sum(values) < 20:
        return
    known = frozenset({("", "All", "n")})
    hidden = withheld(counts, totals, 5, known)
    small = {key for key, count in counts.items() if count < 5} - known
    assert small <= hidden
    assert not hidden & known
    for key in sorted(small, key=str)[:6]:
        low, high = span(counts, totals, hidden, key)
        assert high - low > 0.5, (key, low, high)


def test_nothing_is_withheld_where_nothing_is_small():
    counts, totals = tables([20] * 24)
    assert withheld(counts, totals, 5, frozenset()) == frozenset()


def test_a_count_that_only_several_totals_together_give_back_is_opened():
    # Two blocks of small counts and one between them: every row and column hides at least two, which come to the
    # minimum, and the first two rows less the first two columns still are the one between.
    small = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)}
    table = {(i, j): 4 if (i, j) in small else 3 if (i, j) == (1, 2) else 50 for i in range(4) for j in range(4)}
    counts = dict(table)
    totals = []
    for at in range(4):
        for name, parts in (("row", [(at, j) for j in range(4)]), ("column", [(i, at) for i in range(4)])):
            counts[name, at] = sum(table[part] for part in parts)
            totals.append(Total((name, at), tuple(parts)))
    before = frozenset({*small, (1, 2)})
    assert span(counts, totals, before, (1, 2)) == [3, 3]
    hidden = withheld(counts, totals, 5)
    assert before < hidden
    low, high = span(counts, totals, hidden, (1, 2))
    assert high - low > 0.5


def test_one_small_count_takes_others_with_it():
    counts, totals = tables([3] + [20] * 23)
    hidden = withheld(counts, totals, 5, frozenset({("", "All", "n")}))
    assert ("race x sex", 0, "tn") in hidden
    # Its row, its column and both measures could each give it back.
    assert len(hidden) >= 8
    low, high = span(counts, totals, hidden, ("race x sex", 0, "tn"))
    assert low < 3 < high or high >= 5


@pytest.mark.parametrize("data_class", ["D2", "D3", "D4"])
def test_an_audit_of_people_prints_no_small_count(audit, made, good, data_class):
    record = audit(made, **good, intersect=[("race", "sex")], data_class=data_class)
    counts = [getattr(one, name) for one in record.groups for name in ("n", "tn", "fp", "fn", "tp")]
    assert None in counts
    assert min(count for count in counts if count is not None) >= 5
    for one in record.groups:
        cells = (one.tn, one.fp, one.fn, one.tp)
        assert sum(count is None for count in cells) != 1 or one.n is None
        behind = {"fpr": (one.fp, one.tn), "fnr": (one.fn, one.tp), "ppv": (one.tp, one.fp), "accuracy": cells}
        assert all(getattr(one, rate) is None for rate, parts in behind.items() if None in parts)


def test_figures_of_the_verdicts_do_not_give_counts_back(audit, made, good, known):
    record = audit(made, **good, intersect=[("race", "sex")], data_class="D2")
    hidden = {(one.characteristic, one.group): one for one in record.groups if one.fp is None}
    rows = [row for row in record.verdicts if (row.characteristic, row.group) in hidden and row.metric == "accuracy"]
    assert rows
    exact = {(row.characteristic, row.group, row.metric, row.missing): row for row in known.verdicts}
    for row in rows:
        assert row.denominator is None
        assert row.estimate is None
        if row.difference is not None:
            assert row.difference == round(row.difference, 2)
            assert "number withheld" in row.sentence
        # The answers stay.
        was = exact[row.characteristic, row.group, row.metric, row.missing]
        assert (row.verdict, row.difference_shown) == (was.verdict, was.difference_shown)


def test_people_without_a_group_who_are_withheld_are_not_given_away_by_their_share(audit, made, good):
    import polars as pl

    # Eight have no race; with two others withheld their number would tell that of the two.
    some = pl.concat([made.filter(made["race"].is_not_null()), made.filter(made["race"].is_null())[:8]])
    few = pl.concat([some, made.head(2).with_columns(race=pl.lit("Mixed"))])
    record = audit(few, **good)
    groups = {one.group: one.n for one in record.groups if one.characteristic == "race"}
    assert groups["Mixed"] is None
    assert groups["Not recorded"] is None
    race = next(one for one in record.assessment.characteristics if one.name == "race")
    assert race.missing_share == {}
    assert "a few of records have no recorded group" in race.statement
    raw = audit(few, **good, data_class="D1")
    assert next(one for one in raw.assessment.characteristics if one.name == "race").missing_share["race"] == 8 / 1210


def test_findings_do_not_give_them_back_either(audit):
    import polars as pl

    rows = [("A", 0, 0, 3), ("A", 0, 1, 90), ("A", 1, 1, 60), ("A", 1, 0, 61)]
    rows += [("B", 0, 0, 700), ("B", 0, 1, 60), ("B", 1, 1, 400), ("B", 1, 0, 90), ("C", 0, 0, 400), ("C", 0, 1, 40)]
    rows += [("C", 1, 1, 200), ("C", 1, 0, 45)]
    people = pl.DataFrame([{"race": race, "y": y, "d": d} for race, y, d, count in rows for _ in range(count)])
    record = audit(people, label="y", decision="d", protected="race", purpose="recidivism")
    assert next(one for one in record.groups if one.group == "A").tn is None
    found = next(one for one in record.findings if one.code == "fairness-outside")
    one = next(one for one in record.groups if one.group == "A")
    rates = {"false_positive_rate": one.fpr, "false_negative_rate": one.fnr}
    rates |= {"false_discovery_rate": one.ppv, "false_omission_rate": one.npv}
    hidden = [name for name, rate in rates.items() if rate is None]
    told = [fact["difference"] for fact in found.evidence if fact["group"] == "A" and fact["metric"] in hidden]
    assert told
    assert told == [round(difference, 2) for difference in told]
