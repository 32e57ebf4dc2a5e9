"""Everything within groups in one call: nothing is said without its number, and nothing small is given away."""

import json
import re

import numpy as np
from pydantic import TypeAdapter

from peel_ml.fairness.within import within_groups
from peel_ml.results.within_groups import WithinGroups
from tests.fairness.made_within import assessed


def whole(rng, n=4000):
    p = rng.beta(2, 4, n)
    return assessed(
        rng.random(n) < p,
        p,
        {
            "eth": rng.choice(["Black", "White", "Asian", "Not stated"], n, p=[0.4, 0.49, 0.01, 0.1]),
            "sex": rng.choice(["Female", "Male", "Other"], n, p=[0.1, 0.899, 0.001]),
        },
        clusters=np.arange(n) // 2,
        decision=p > 0.4,
        slices={
            "object": rng.choice(["x", "y", "z"], n, p=[0.6, 0.39, 0.01]),
            "borough": rng.choice(list("abcdef"), n),
        },
        controls=("object", "borough"),
        area="borough",
        intersections=(("eth", "sex"),),
        primary="true_positive_rate",
        kind="service",
    )


def test_every_sentence_has_its_interval_and_number_or_its_reason(rng):
    found = within_groups(whole(rng))
    said = [one.sentence for one in (*found.calibration, *found.conditional)]
    assert len(said) > 60
    for sentence in said:
        if "Nothing can be said" in sentence:
            continue
        assert "95% interval" in sentence
        assert re.search(r"[\d,]+ searches\)|number withheld\)", sentence)
        assert not re.search(r"bias|nan|None|-0\.00", sentence)
    assert sum("Nothing can be said" in sentence for sentence in said) > 5


def test_no_count_below_five_is_in_it(rng):
    rows = whole(rng)
    found = within_groups(rows)
    counts = [one.n for one in found.calibration] + [point.n for one in found.calibration for point in one.points]
    assert None in counts
    assert min(count for count in counts if count is not None) >= 5
    numbers = re.findall(
        r"([\d,]+) searches\)", " ".join(one.sentence for one in (*found.calibration, *found.conditional))
    )
    assert min(int(number.replace(",", "")) for number in numbers) >= 5


def test_what_was_found_is_written_and_read_back(rng):
    found = within_groups(whole(rng))
    adapter = TypeAdapter(WithinGroups)
    text = adapter.dump_json(found)
    assert "NaN" not in text.decode()
    assert "Infinity" not in text.decode()
    json.loads(text, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
    assert adapter.validate_json(text) == found


def test_nothing_declared_leaves_calibration_and_says_only_what_applies(rng):
    n = 500
    p = rng.beta(2, 4, n)
    found = within_groups(assessed(rng.random(n) < p, p, rng.choice(["a", "b"], n)))
    assert (found.curves, found.conditional, found.pooled) == ((), (), ())
    assert len(found.calibration) == 2
    assert len(found.cautions) == 1
    assert "without a correction for the number of groups" in found.cautions[0]


def test_a_measure_nobody_has_a_value_for_is_no_group_at_all(rng):
    n = 200
    p = rng.beta(2, 4, n)
    rows = assessed(
        rng.random(n) < p,
        p,
        {"eth": ["Not stated"] * n, "sex": rng.choice(["Female", "Male"], n)},
        slices={"object": rng.choice(["x", "y"], n)},
        controls=("object",),
        intersections=(("eth", "sex"),),
    )
    found = within_groups(rows)
    assert {(one.characteristic, one.group) for one in found.calibration} == {
        ("eth", "Not stated"),
        ("sex", "Female"),
        ("sex", "Male"),
        ("eth x sex", "Not fully recorded"),
    }
    assert {one.characteristic for one in found.conditional} == {"sex"}
    assert found.pooled == ()


def test_the_same_rows_give_the_same_answer_in_any_order(rng):
    rows = whole(rng)
    found = within_groups(rows)
    order = rng.permutation(len(rows.y))
    turned = assessed(
        rows.y[order],
        rows.expected[order],
        {name: rows.protected.frame[name].to_numpy()[order] for name in rows.protected.frame.columns},
        clusters=rows.clusters[order],
        decision=rows.decision[order],
        slices={name: rows.slices[name].to_numpy()[order] for name in rows.slices.columns},
        controls=("object", "borough"),
        area="borough",
        intersections=(("eth", "sex"),),
        primary="true_positive_rate",
        kind="service",
    )
    again = within_groups(turned)
    assert again.curves == found.curves
    assert [one.sentence for one in again.conditional] == [one.sentence for one in found.conditional]
    assert [one.sentence for one in again.calibration] == [one.sentence for one in found.calibration]
