"""J4: a protected characteristic among the facts of a service."""

from __future__ import annotations

from tests.assurance.made_submission import found

AGE = {"model.features": ("legislation", "age_range")}


def test_a_characteristic_that_a_service_goes_by_has_to_be_justified():
    assert found("J4", kind="service", record=AGE) == ("The model is given a protected characteristic: Age band.",)


def test_none_is_needed_without_one_nor_in_an_audit_which_a_gate_refuses():
    assert found("J4", kind="service") == ()
    assert found("J4", record=AGE) == ()
