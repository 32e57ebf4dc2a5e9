import pytest

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import load_use_case

SMALL = """\
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
    borough: {role: drop}
    sex: {role: protected}
    ethnicity: {role: protected}
protected:
  measured:
    sex: {column: sex, characteristic: sex, primary: true}
    ethnicity: {column: ethnicity, characteristic: race, scheme: ons-5, reference: White}
slices: {borough: borough, sex: sex}
area: borough
residents: census-2021-london-boroughs
split: {kind: group, column: person}
operating_point: {rule: capacity, capacity: 0.2, rationale: Visits in a week}
tuning: {fairness_objective: false}
candidates: [lightgbm]
fairness:
  primary: true_positive_rate
  worse: lower
  also_judged: [selection_rate]
  controls: [borough]
"""
AUDIT = (
    SMALL.replace("{type: service}", "{type: enforcement_audit}")
    .replace("{rule: capacity, capacity: 0.2, rationale: Visits in a week}", "none")
    .replace("primary: true_positive_rate", "primary: observed_minus_expected")
    .replace("also_judged: [selection_rate]", "also_judged: []")
)


@pytest.fixture
def small():
    return SMALL


@pytest.fixture
def audit():
    return AUDIT


@pytest.fixture
def declared(tmp_path):
    """Write a declaration and return it, read and checked."""

    def load(text):
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        (folder / "usecase.yaml").write_text(text)
        return load_use_case(folder)

    return load


@pytest.fixture
def refused(declared):
    """Return the message with which a declaration is refused, and where."""

    def load(text, part):
        with pytest.raises(BadRequest) as caught:
            declared(text)
        line = next(number for number, one in enumerate(text.splitlines(), 1) if part in one)
        message = str(caught.value)
        assert f"usecase.yaml:{line}:" in message, message
        return message

    return load
