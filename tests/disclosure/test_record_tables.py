"""Each kind of figure that holds small counts is held back, and what stands is left alone."""

from dataclasses import replace

from peel_ml.cards.build import build
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.disclosure.metrics import NUMERATOR
from peel_ml.disclosure.parts.about import counts_in
from peel_ml.fairness.metrics import COUNT_METRICS
from peel_ml.results.findings import Finding
from tests.disclosure.people import CELLS, record_of

WHOLE = {
    ("tn", "fp", "fn", "tp"): "n",
    ("fn", "tp"): "ones",
    ("tn", "fp"): "zeros",
    ("fp", "tp"): "flagged",
    ("tn", "fn"): "unflagged",
    ("tn", "tp"): "right",
}
MANY = [60] * len(CELLS)


def test_the_counts_behind_metrics_are_those_that_are_worked_out():
    for name, metric in COUNT_METRICS.items():
        counted = WHOLE.get(metric.counted, metric.counted[0])
        assert NUMERATOR[name] == (counted, WHOLE[metric.among]), name


def with_finding(rows, rate=None):
    evidence = {"column": "age", "rows_missing": rows} | ({} if rate is None else {"rate_missing": rate})
    finding = Finding(
        "leakage-through-missingness", "warn", "Blanks predict", f"{rows:,} rows are blank.", "", (evidence,)
    )
    return replace(record_of(MANY), findings=(finding,))


def test_a_finding_over_few_rows_keeps_its_title_and_loses_its_numbers():
    found = controlled(with_finding(3), INTERNAL)[0].findings[0]
    assert found.sentence == "Blanks predict. The numbers behind it are too few to report."
    assert found.evidence[0]["rows_missing"] is None


def test_a_share_in_a_finding_counts_too():
    assert counts_in({"rows_missing": 40, "rate_missing": 0.05}) == [40, 2, 38]
    assert "too few" in controlled(with_finding(40, 0.05), INTERNAL)[0].findings[0].sentence
    assert controlled(with_finding(40, 0.5), INTERNAL)[0].findings[0].sentence == "40 rows are blank."


def test_a_public_finding_gives_rounded_numbers():
    assert controlled(with_finding(1_234, 0.5), PUBLIC)[0].findings[0].sentence == "1,235 rows are blank."


def test_a_public_share_stands_on_steps_of_five_people():
    record = controlled(record_of(MANY), PUBLIC)[0]
    rows = [row for row in record.fairness if row.observed is not None]
    assert rows
    for row in rows:
        size = max(0.001, 5 / row.n)
        steps = {
            round(row.observed / step, 6) % 1
            for step in (0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
            if step >= size
        }
        assert 0.0 in steps, row
        assert row.p_value is None
        assert row.low <= row.estimate <= row.high


def test_a_public_share_is_not_the_exact_one():
    raw = record_of([37 + (7 * at) % 31 for at in range(len(CELLS))])
    record = controlled(raw, PUBLIC)[0]
    apart = [
        (before.observed, after.observed)
        for before, after in zip(raw.fairness, record.fairness, strict=True)
        if after.observed is not None
    ]
    assert sum(before != after for before, after in apart) > len(apart) / 2
    assert all(round(after / after.step, 6) % 1 == 0 for _, after in apart)


def test_a_coarse_share_has_no_more_digits_than_it_was_rounded_to():
    card = build(record_of(MANY), PUBLIC)
    groups = next(one for one in card.body.sections if one.id == "groups")
    table = next(one.table for one in groups.blocks if getattr(one, "id", "") == "f-group-1")
    column = [one.name for one in table.columns].index("Recorded")
    assert [row[column] for row in table.rows] == ["50%", "50%", "50%"]


def test_a_finding_on_a_withheld_group_loses_its_figures():
    few = ("Black", "Female", "North", 1)
    numbers = [3 if cell == few else 0 if cell[:2] == few[:2] else 40 for cell in CELLS]
    fact = {"characteristic": "ethnicity_officer x sex", "group": "Black, Female", "estimate": 0.3}
    other = {**fact, "group": "White, Female"}
    finding = Finding("fairness-outside", "warn", "Outside the limit", "Two groups are.", "", (fact, other))
    told = controlled(replace(record_of(numbers), findings=(finding,)), INTERNAL)[0].findings[0].evidence
    assert told[0] == {**fact, "estimate": None}


def test_where_nothing_is_small_an_internal_record_stays_as_it_is():
    record = record_of(MANY)
    found, log = controlled(record, INTERNAL)
    assert found.fairness == record.fairness
    assert sum(one.secondary for one in log) == 0


def test_the_log_counts_and_never_tells():
    numbers = [
        3 if cell == ("Black", "Female", "North", 1) else 0 if cell[:2] == ("Black", "Female") else 40 for cell in CELLS
    ]
    _, log = controlled(record_of(numbers), INTERNAL)
    groups = next(one for one in log if one.table == "Groups of people")
    assert groups.small
    assert groups.secondary
    assert groups.small + groups.secondary < groups.cells
