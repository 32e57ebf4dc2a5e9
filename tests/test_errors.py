import pickle

import pytest

from peel_ml.errors import SHOWN_PROBLEMS, BadRequest, FellShort, PeelError, Problem, Problems


def test_each_kind_has_its_exit_status():
    assert [kind("x").exit_status for kind in (PeelError, BadRequest, FellShort)] == [1, 2, 3]


def test_the_message_lists_every_problem_and_bounds_a_flood():
    flood = [Problem(f"problem {i}") for i in range(SHOWN_PROBLEMS + 7)]
    text = str(BadRequest("Much is wrong.", flood))
    assert "problem 0" in text
    assert f"problem {SHOWN_PROBLEMS}" not in text
    assert "and 7 more" in text


def test_a_problem_names_its_place_and_its_fix():
    assert str(Problem("no column 'Date'", "Add it.", "a.csv:1")) == "a.csv:1: no column 'Date'. Add it."


def test_collecting_goes_on_after_a_bad_request():
    problems = Problems()
    with problems.collecting():
        raise BadRequest("one", [Problem("first"), Problem("second")])
    with problems.collecting():
        raise BadRequest("only a summary")
    assert [problem.what for problem in problems] == ["first", "second", "only a summary"]
    with pytest.raises(BadRequest, match="first"):
        problems.raise_if_any("Bad.")


def test_collecting_lets_other_errors_through():
    with pytest.raises(ZeroDivisionError), Problems().collecting():
        _ = 1 / 0


def test_an_error_survives_a_process_boundary():
    error = pickle.loads(pickle.dumps(BadRequest("Bad.", [Problem("a", "b", "c")])))
    assert error.problems == (Problem("a", "b", "c"),)
    assert error.exit_status == 2
