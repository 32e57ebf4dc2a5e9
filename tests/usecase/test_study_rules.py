"""What a study must declare, and what is refused with its reason."""

from __future__ import annotations

import copy

import pytest
import yaml

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import load_use_case

DECLARED = {
    "schema": 1,
    "id": "trust",
    "title": "Trust by borough",
    "objective": "more_trust",
    "stage": "exploring",
    "question": "Does trust move?",
    "purpose": {"about": "area_measure", "predicts": "survey_measure", "directs_presence": False},
    "decision": {"type": "insight"},
    "task": {
        "kind": "regression",
        "target": {"column": "share", "words": "share who trust the police", "unit": "share"},
        "area": "borough",
        "window_months": 12,
    },
    "data": {
        "source": "tabular",
        "class": "D1",
        "columns": {
            "share": {"role": "target"},
            "borough": {"role": "group"},
            "quarter": {"role": "time"},
            "share_black": {"role": "protected"},
        },
    },
    "protected": {
        "composition": {"black": {"column": "share_black", "characteristic": "race", "name": "Residents who are Black"}}
    },
    "split": {"kind": "time", "column": "quarter", "embargo_days": 365},
    "fairness": {"primary": "signed_error", "worse": "lower"},
}


def loaded(tmp_path, **changes):
    document = copy.deepcopy(DECLARED)
    for dotted, value in changes.items():
        *keys, last = dotted.split("__")
        place = document
        for key in keys:
            place = place.setdefault(key, {})
        place[last] = value
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "usecase.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return load_use_case(folder)


def test_a_study_is_declared_without_measured_groups_or_features(tmp_path) -> None:
    case = loaded(tmp_path)
    assert case.studied is not None
    with pytest.raises(TypeError, match="regression"):
        _ = case.classification


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fairness__primary": "true_positive_rate"}, "true_positive_rate cannot be judged of a regression"),
        ({"fairness__primary": "effect"}, "effect cannot be judged of a regression"),
        ({"split__embargo_days": 30}, "share what they measure"),
        ({"split": {"kind": "group", "column": "borough"}}, "judged on later periods"),
        ({"decision__type": "enforcement_audit"}, "these rows are areas"),
        (
            {"operating_point": {"rule": "capacity", "capacity": 0.1, "rationale": "So many can be seen."}},
            "nobody is selected",
        ),
        (
            {"protected__measured": {"sex": {"column": "share_black", "characteristic": "sex"}}},
            "measured is for records of people",
        ),
        ({"task__area": "ward"}, "'ward' (task.area) is not among the columns"),
        ({"data__columns__share_black__role": "feature"}, "compared by, never learnt from"),
    ],
)
def test_what_would_mislead_is_refused_with_its_reason(tmp_path, changes, said) -> None:
    with pytest.raises(BadRequest) as caught:
        loaded(tmp_path, **changes)
    assert said in str(caught.value)


def test_composition_is_for_areas(tmp_path) -> None:
    task = {"kind": "classification", "target": {"column": "share", "positive": 1}}
    with pytest.raises(BadRequest) as caught:
        loaded(tmp_path, task=task)
    assert "composition is for rows that are areas" in str(caught.value)
    assert "signed_error compares areas" in str(caught.value)


def test_a_limit_on_a_ratio_is_refused_of_areas(tmp_path) -> None:
    limit = {"scale": "ratio", "limit": 1.25, "reason": "r", "harm_figure": "h"}
    with pytest.raises(BadRequest) as refused:
        loaded(tmp_path, fairness__tolerance=limit)
    assert any("this limit is a ratio" in problem.what for problem in refused.value.problems)


def test_a_limit_on_a_difference_is_not(tmp_path) -> None:
    limit = {"scale": "difference", "limit": 0.05, "reason": "r", "harm_figure": "h"}
    assert loaded(tmp_path, fairness__tolerance=limit).fairness.tolerance.limit == 0.05
