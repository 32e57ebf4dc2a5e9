"""What submission asks about groups: the duty of inquiry, and an agreed limit."""

import pytest

from peel_ml.usecase.open_items import open_items

NOT_MEASURED = """\
  not_measured:
    disability: {why: not_recorded, reason: No field, steps_taken: Looked}
    sexual_orientation: {why: unlawful_to_process, reason: No ground in law}
    marriage_and_civil_partnership: {why: not_relevant, reason: Not about employment}
    age: {why: not_recorded, reason: No field, steps_taken: Looked, steps_planned: Ask}
"""


def keys(case):
    return {item.key for item in open_items(case)}


def test_the_duty_of_inquiry_is_asked_for_each_that_is_not_measured(declared, small):
    found = keys(declared(small.replace("slices:", NOT_MEASURED + "slices:", 1)))
    assert {key for key in found if key.startswith("protected.not_measured")} == {
        "protected.not_measured.disability",
        "protected.not_measured.sexual_orientation",
    }
    assert "protected" in found


LIMIT = "{{scale: difference, limit: 0.05, reason: r, harm_figure: {harm}, agreed_by: [{by}]}}"
BOTH = "the owner, equality reviewer"


@pytest.mark.parametrize(
    ("harm", "by", "open_"),
    [
        ("5 in 10000 more", BOTH, set()),
        ("many more", BOTH, {"fairness.tolerance"}),
        ("5 in 10000 more", "the owner", {"fairness.tolerance.agreed_by"}),
        ("5 in 10000 more", "equality reviewer", {"fairness.tolerance.agreed_by"}),
        ("5 in 10000 more", "", {"fairness.tolerance.agreed_by"}),
    ],
)
def test_a_limit_is_agreed_by_both_with_its_harm_figure(declared, small, harm, by, open_):
    case = declared(small.rstrip() + "\n  tolerance: " + LIMIT.format(harm=harm, by=by) + "\n")
    assert {key for key in keys(case) if key.startswith("fairness")} == open_


def test_no_limit_leaves_both_open(declared, small):
    assert {"fairness.tolerance", "fairness.tolerance.agreed_by"} <= keys(declared(small))
