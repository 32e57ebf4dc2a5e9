"""What a declaration must hold so that its answer about groups means something."""

import pytest


def test_both_declarations_hold(declared, small, audit):
    assert declared(small).residents == "census-2021-london-boroughs"
    assert declared(small).fairness.also_judged == ("selection_rate",)
    assert declared(audit).fairness.controls == ("borough",)


def test_a_control_is_a_slice(refused, small):
    message = refused(small.replace("controls: [borough]", "controls: [borough, month]"), "controls:")
    assert "control 'month' is not one of the slices. The slices are: borough, sex." in message


def test_a_protected_column_is_no_control(refused, small):
    message = refused(small.replace("controls: [borough]", "controls: [sex]"), "controls:")
    assert "control 'sex' is a protected column" in message


@pytest.mark.parametrize(
    ("primary", "also"), [("true_positive_rate", "false_negative_rate"), ("false_discovery_rate", "precision")]
)
def test_one_question_is_not_judged_twice(refused, small, primary, also):
    text = small.replace("primary: true_positive_rate", f"primary: {primary}")
    message = refused(text.replace("[selection_rate]", f"[selection_rate, {also}]"), "also_judged:")
    assert "are one question" in message


def test_a_metric_named_twice_is_refused(refused, small):
    assert "is judged twice" in refused(small.replace("[selection_rate]", "[true_positive_rate]"), "fairness:")


def test_rates_of_a_decision_need_one(refused, audit):
    message = refused(audit.replace("also_judged: []", "also_judged: [selection_rate]"), "also_judged:")
    assert "selection_rate needs a decision, and there is none" in message


def test_a_search_for_less_disparity_is_no_part_of_an_enforcement_audit(refused, declared, small, audit):
    change = ("fairness_objective: false", "fairness_objective: true")
    assert declared(small.replace(*change)).tuning.fairness_objective
    assert "an enforcement audit describes what happened" in refused(audit.replace(*change), "tuning:")


@pytest.mark.parametrize("key", ["candidates", "baselines"])
@pytest.mark.parametrize(
    "path",
    [
        "fairlearn.postprocessing.ThresholdOptimizer",
        "fairlearn.preprocessing.CorrelationRemover",
        "aif360.sklearn.postprocessing.RejectOptionClassifier",
        "ours.ThresholdOptimizer",
    ],
)
def test_what_reads_a_protected_characteristic_at_prediction_is_refused(refused, small, key, path):
    text = small.replace("candidates: [lightgbm]\n", f"{key}:\n  - sklearn.svm.SVC\n  - {path}\n")
    assert f"{path!r} reads a protected characteristic when it decides" in refused(text, path)


def test_other_estimators_are_welcome(declared, small):
    text = small.replace("[lightgbm]", "[lightgbm, sklearn.ensemble.RandomForestClassifier]")
    assert declared(text).candidates[1] == "sklearn.ensemble.RandomForestClassifier"


def test_a_number_is_no_group(refused, small):
    text = small.replace("sex: {role: protected}", "sex: {role: protected, kind: number}")
    assert "Make bands of it in prepare.py, for example under 18" in refused(text, "sex: {column")


def test_one_group_has_nobody_to_be_compared_with(refused, declared, small):
    message = refused(
        small.replace("sex: {role: protected}", "sex: {role: protected, allowed: [Male, Not recorded]}"), "sex: {column"
    )
    assert "allows 1 group: there is nobody to compare with" in message
    declared(small.replace("sex: {role: protected}", "sex: {role: protected, allowed: [Male, Female, Not recorded]}"))


def test_the_reference_is_an_allowed_group(refused, small):
    text = small.replace("ethnicity: {role: protected}", "ethnicity: {role: protected, allowed: [Black, Asian]}")
    assert "reference 'White' is not among the values" in refused(text, "ethnicity: {column")


def test_residents_need_an_area(refused, small):
    text = small.replace("area: borough\n", "")
    assert "residents are counted by area" in refused(text, "residents:")


@pytest.mark.parametrize("about", ["place", "area_measure"])
def test_residents_belong_to_people(refused, small, about):
    assert "are not people" in refused(small.replace("about: service", f"about: {about}"), "residents:")


def test_residents_are_counted_by_ethnic_group(refused, small):
    text = small.replace("characteristic: race, scheme: ons-5, reference: White", "characteristic: disability")
    assert "no measure of race is declared" in refused(text, "residents:")


def test_an_unknown_table_of_residents_is_refused(refused, small):
    assert "census-2021-london-boroughs" in refused(small.replace("census-2021-london", "census-1841-london"), "resid")


def test_a_tolerance_can_be_declared_as_yaml_writes_it(declared, refused, small):
    given = "\n  tolerance: {scale: difference, limit: 0.05, reason: r, harm_figure: 5 in 100, agreed_by: [owner]}\n"
    case = declared(small.rstrip() + given)
    assert case.fairness.tolerance.agreed_by == ("owner",)
    message = refused(small.rstrip() + given.replace("scale: difference", "scale: points"), "tolerance:")
    assert "'fairness.tolerance.scale': input should be 'difference' or 'ratio'" in message
    assert "not_agreed" not in message
    message = refused(small.rstrip() + "\n  tolerance: agreed\n", "tolerance:")
    assert message.count("usecase.yaml:") == 1


def combined(small, combination):
    return small.replace("slices: {borough", f"  combinations: [{combination}]\nslices: {{borough", 1)


def test_single_groups_of_several_measures_can_be_declared(declared, small):
    one = declared(combined(small, "{of: [sex, ethnicity], groups: [[Female, White]]}")).protected.combinations[0]
    assert (one.of, one.groups) == (("sex", "ethnicity"), (("Female", "White"),))


@pytest.mark.parametrize(
    ("combination", "says"),
    [
        ("{of: [sex, income], groups: [[Female, low]]}", "combination of income, which is not measured"),
        ("{of: [sex, sex], groups: [[Female, Female]]}", "needs two different measures or more"),
        (
            "{of: [sex, ethnicity], groups: [[Female]]}",
            "Write 2 levels for every group, in the order of: sex, ethnicity",
        ),
        ("{of: [sex, ethnicity], groups: []}", "names one level for each of its measures"),
    ],
)
def test_a_combination_that_cannot_be_compared_is_refused(refused, small, combination, says):
    assert says in refused(combined(small, combination), "combinations:")
