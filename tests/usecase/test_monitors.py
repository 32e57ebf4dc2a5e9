"""Monitors that name the signals they are read from."""

import pytest

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import from_resolved, resolved

WORDS = "  - {metric: Rate, threshold: 5 points, cadence: monthly, owner: Owner, action: Look"


def test_words_alone_are_enough_and_a_watch_is_read(small, declared):
    case = declared(f"{small}monitors:\n{WORDS}}}\n{WORDS}, watch: {{signal: missing, of: [waited], limit: 0.1}}}}\n")
    assert case.monitors[0].watch is None
    assert case.monitors[1].watch.of == ("waited",)


@pytest.mark.parametrize(
    ("watch", "said"),
    [
        ("{signal: missing, of: [weighted]}", "cannot be about 'weighted'"),
        ("{signal: group-gap, of: [waited]}", "It can be about: sex, ethnicity."),
    ],
)
def test_what_is_watched_has_to_be_there(small, refused, watch, said):
    message = refused(f"{small}monitors:\n{WORDS},\n     watch: {watch}}}\n", "watch:")
    assert said in message


@pytest.mark.parametrize("watch", ["{signal: weather}", "{signal: missing, limit: 0}", "{of: [sex]}"])
def test_an_unknown_signal_or_no_limit_at_all_is_refused(small, declared, watch):
    with pytest.raises(BadRequest):
        declared(f"{small}monitors:\n{WORDS}, watch: {watch}}}\n")


def test_a_declaration_comes_back_from_a_record_as_it_went_in(small, declared):
    case = declared(f"{small}monitors:\n{WORDS}, watch: {{signal: rows}}}}\n")
    assert from_resolved(resolved(case)) == case
    with pytest.raises(BadRequest, match="not one that this version reads"):
        from_resolved({"schema": 1})
