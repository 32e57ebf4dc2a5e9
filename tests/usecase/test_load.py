"""Reading a declaration: every problem at once, each with its line."""

import shutil

import pytest
import yaml

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import digest, folder_of, function_of, load_use_case, location_of
from peel_ml.usecase.open_items import ITEMS, open_items
from peel_ml.usecase.purpose import PROHIBITED

DOZEN = """\
schema: 1
id: small
title: "A small question"
objective: more_trust
stage: exploring
question: Which cases need a visit?
purpose: {about: service, predicts: service_need}
decision: {type: service}
task: {kind: classification, target: {column: visited}}
data:
  source: tabular
  class: D1
  location: cases.csv
  columns:
    visited: {role: target}
    waited: {role: feature, kind: number, known_when: before}
    person: {role: group}
    sex: {role: protected}
protected: {measured: {sex: {column: sex, characteristic: sex, primary: true}}}
split: {kind: group, column: person}
operating_point: {rule: capacity, capacity: 0.2, rationale: Visits in a week}
fairness: {primary: true_positive_rate, worse: lower}
"""


def declared(tmp_path, text, name="small"):
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / "usecase.yaml").write_text(text)
    return folder


def refused(tmp_path, text, **given):
    with pytest.raises(BadRequest) as caught:
        load_use_case(declared(tmp_path, text), **given)
    return str(caught.value)


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_dozen_fields_are_enough_to_explore(tmp_path):
    case = load_use_case(declared(tmp_path, DOZEN))
    assert case.tuning.trials == 30
    assert case.operating_point.capacity == 0.2


def test_every_problem_is_reported_at_once_with_its_line(tmp_path):
    text = DOZEN.replace("objective:", "objektive:").replace("stage: exploring", "stage: flying")
    message = refused(tmp_path, text)
    assert f"usecase.yaml:{line_of(text, 'objektive')}: unknown key 'objektive'; did you mean 'objective'?" in message
    assert f"usecase.yaml:{line_of(text, 'stage')}: 'stage'" in message
    assert "'objective' is missing" in message


def test_unknown_keys_below_are_refused_and_meant_ones_suggested(tmp_path):
    message = refused(tmp_path, DOZEN.replace("  location:", "  lokation:"))
    assert "did you mean 'location'?" in message


@pytest.mark.parametrize("purpose", sorted(PROHIBITED))
def test_a_prohibited_purpose_is_refused_with_its_reason(tmp_path, purpose):
    message = refused(tmp_path, DOZEN.replace("service_need", purpose))
    assert f"prohibited purpose: {PROHIBITED[purpose]}" in message


def test_plain_enforcement_does_not_exist(tmp_path):
    assert "enforcement_audit" in refused(tmp_path, DOZEN.replace("type: service", "type: enforcement"))


def test_an_enforcement_audit_has_no_operating_point_and_one_primary_metric(tmp_path):
    message = refused(tmp_path, DOZEN.replace("type: service", "type: enforcement_audit"))
    assert "has no operating point" in message
    assert "observed_minus_expected" in message


def test_features_known_after_the_decision_are_refused(tmp_path):
    message = refused(tmp_path, DOZEN.replace("known_when: before", "known_when: after"))
    assert "'waited' is only known after the decision" in message


def test_features_say_when_they_are_known(tmp_path):
    assert "does not say when it is known" in refused(tmp_path, DOZEN.replace(", known_when: before", ""))


def test_a_protected_column_cannot_be_a_feature(tmp_path):
    message = refused(
        tmp_path, DOZEN.replace("sex: {role: protected}", "sex: {role: feature, kind: category, known_when: before}")
    )
    assert "'sex' is a protected column and cannot be a feature" in message


@pytest.mark.parametrize("word", ["TODO", "TBC: ask the owner", "tbd", "???", "..."])
def test_placeholders_are_refused(tmp_path, word):
    text = DOZEN.replace("question: Which cases need a visit?", f"question: '{word}'")
    assert f"usecase.yaml:{line_of(text, 'question:')}: a placeholder" in refused(tmp_path, text)


def test_a_word_that_only_contains_a_placeholder_is_fine(tmp_path):
    load_use_case(declared(tmp_path, DOZEN.replace("Which cases", "Which stodgy cases")))


def test_a_key_named_twice_is_refused(tmp_path):
    assert "'title' stands twice" in refused(tmp_path, DOZEN + "title: again\n")


@pytest.mark.parametrize("text", ["- a list", "just words", "a: [1", ""])
def test_what_is_no_declaration_is_refused(tmp_path, text):
    assert "cannot be read" in refused(tmp_path, text)


@pytest.mark.parametrize("slug", ["Small", "../small", "small case", "small--case", "-small", ""])
def test_an_unsafe_id_is_refused(tmp_path, slug):
    assert "'id'" in refused(tmp_path, DOZEN.replace("id: small", f"id: '{slug}'"))


def test_the_id_is_the_folder(tmp_path):
    assert "its folder is 'small'" in refused(tmp_path, DOZEN.replace("id: small", "id: other"))


def test_all_nine_characteristics_are_asked_once_it_is_proven(tmp_path):
    assert "not accounted for: age, disability" in refused(tmp_path, DOZEN.replace("exploring", "proven"))


def test_overrides_reach_a_few_keys_only(tmp_path):
    folder = declared(tmp_path, DOZEN)
    assert load_use_case(folder, {"tuning.trials": "5"}).tuning.trials == 5
    with pytest.raises(BadRequest, match="only tuning, split, operating_point, data"):
        load_use_case(folder, {"protected.measured": "{}"})
    with pytest.raises(BadRequest, match=r"tuning\.trials"):
        load_use_case(folder, {"tuning.trials": "0"})


def test_an_override_changes_the_digest(tmp_path):
    folder = declared(tmp_path, DOZEN)
    assert digest(load_use_case(folder)) == digest(load_use_case(folder))
    assert digest(load_use_case(folder)) != digest(load_use_case(folder, {"tuning.trials": "5"}))


def test_an_unknown_use_case_names_the_near_one(tmp_path):
    declared(tmp_path, DOZEN)
    with pytest.raises(BadRequest, match="Did you mean 'small'"):
        folder_of(tmp_path, "smal")


def test_a_module_without_its_function_is_refused(tmp_path):
    folder = declared(tmp_path, DOZEN)
    assert function_of(folder, "prepare", "prepare") is None
    (folder / "prepare.py").write_text("x = 1\n")
    with pytest.raises(BadRequest, match="has no function prepare"):
        function_of(folder, "prepare", "prepare")


def test_what_is_open_names_who_can_answer(tmp_path):
    items = open_items(load_use_case(declared(tmp_path, DOZEN)))
    assert {"plain_description", "fairness.tolerance", "protected", "harms"} <= {item.key for item in items}
    assert all(item.who and item.asks for item in ITEMS)


@pytest.mark.parametrize(
    "name",
    sorted(
        path.parent.name for path in __import__("pathlib").Path(__file__).parents[2].glob("usecases/*/usecase.yaml")
    ),
)
def test_every_shipped_use_case_holds(root, name):
    case = load_use_case(root / "usecases" / name)
    assert case.id == name


def test_the_shipped_declaration_is_what_the_schema_says(root):
    import jsonschema

    from peel_ml.usecase.schema import json_schema

    values = yaml.safe_load((root / "usecases/stop-search-outcome/usecase.yaml").read_text())
    jsonschema.validate(values, json_schema())


def test_a_broken_copy_leaves_nothing_behind(tmp_path, root):
    folder = tmp_path / "stop-search-outcome"
    shutil.copytree(root / "usecases/stop-search-outcome", folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(folder.rglob("*"))
    (folder / "usecase.yaml").write_text((folder / "usecase.yaml").read_text().replace("schema: 1", "schema: 7"))
    with pytest.raises(BadRequest, match="'schema'"):
        load_use_case(folder)
    assert sorted(folder.rglob("*")) == before


def test_data_is_looked_for_beside_the_declaration_too(tmp_path, monkeypatch):
    folder = declared(tmp_path, DOZEN)
    (folder / "cases.csv").touch()
    monkeypatch.chdir(tmp_path)
    assert location_of(folder, "cases.csv") == folder / "cases.csv"
    assert location_of(folder, "case*.csv") == folder / "case*.csv"
    assert location_of(folder, "other.csv").as_posix() == "other.csv"
    (tmp_path / "cases.csv").touch()
    assert location_of(folder, "cases.csv").as_posix() == "cases.csv"
    assert location_of(folder, tmp_path / "x.csv") == tmp_path / "x.csv"


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("{role: target}", "{rolle: target}", "role"),
        ("characteristic: sex", "caracteristic: sex", "characteristic"),
        ("capacity: 0.2", "capacitty: 0.2", "capacity"),
        ("column: person", "colunm: person", "column"),
    ],
)
def test_keys_below_names_and_choices_are_suggested(tmp_path, old, new, meant):
    assert f"did you mean {meant!r}?" in refused(tmp_path, DOZEN.replace(old, new))


def test_what_the_data_says_is_no_placeholder(tmp_path):
    load_use_case(declared(tmp_path, DOZEN.replace("{role: protected}", "{role: protected, allowed: [F, M, N/A]}")))
    load_use_case(declared(tmp_path, DOZEN.replace("column: visited}", "column: visited, positive: TBC}")))


def test_a_file_in_another_encoding_names_the_line(tmp_path):
    folder = declared(tmp_path, DOZEN)
    (folder / "usecase.yaml").write_bytes(DOZEN.encode() + b"team: caf\xe9\n")
    with pytest.raises(BadRequest) as caught:
        load_use_case(folder)
    assert f"usecase.yaml:{DOZEN.count(chr(10)) + 1}: not UTF-8" in str(caught.value)


def test_an_override_that_is_no_yaml_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="its value is not YAML"):
        load_use_case(declared(tmp_path, DOZEN), {"tuning.trials": "[1"})
