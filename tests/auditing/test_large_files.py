"""A file too large to hold is summed, and says the same; what is then not worked out is said."""

import numpy as np
import polars as pl
import pytest

OPTIONS = {"label": "y", "protected": ["race", "sex"], "purpose": "service_need", "data_class": "D1"}


@pytest.fixture(scope="module")
def file(made, tmp_path_factory):
    draw = np.random.default_rng(2)
    path = tmp_path_factory.mktemp("large") / "rows.csv"
    made.with_columns(score=pl.Series(draw.random(made.height)).round(6)).write_csv(path)
    return path


@pytest.fixture
def streaming(monkeypatch):
    """Every file is a large one."""

    def begin():
        for name in ("peel_ml.auditing.cells", "peel_ml.auditing.assessing", "peel_ml.auditing.written"):
            monkeypatch.setattr(f"{name}.ROWS_KEPT", 100)
        monkeypatch.setattr("peel_ml.auditing.reading.STREAMED_FROM", 0)

    return begin


@pytest.mark.parametrize("how", [{"decision": "flag", "positive": "yes"}, {"score": "score", "threshold": 0.4}])
def test_decisions_give_the_same_answers(audit, file, streaming, how):
    held = audit(file, **OPTIONS, **how)
    streaming()
    summed = audit(file, **OPTIONS, **how)
    assert summed.groups == held.groups
    for first, second in zip(summed.verdicts, held.verdicts, strict=True):
        assert (first.verdict, first.difference, first.low) == (second.verdict, second.difference, second.low)
    assert (held.audited.streamed, summed.audited.streamed) == (False, True)
    assert summed.within_groups is None
    assert any("was not worked out" in note for note in summed.audited.notes)
    parity = next(check for check in summed.checks if check.code == "fairlearn-parity")
    assert parity.outcome == "passed"


def test_scores_are_summed_in_steps_that_keep_their_mean(audit, file, streaming):
    held = audit(file, **OPTIONS, score="score")
    streaming()
    summed = audit(file, **OPTIONS, score="score")
    assert any("steps of 0.001" in note for note in summed.audited.notes)
    for first, second in zip(summed.verdicts, held.verdicts, strict=True):
        assert first.expected == pytest.approx(second.expected, abs=1e-9)
        assert first.difference == pytest.approx(second.difference, abs=1e-9)
        assert first.difference_low == pytest.approx(second.difference_low, abs=1e-4)
        assert first.verdict == second.verdict


def test_rows_that_cannot_be_read_are_not_quoted(audit, tmp_path, streaming):
    from peel_ml.errors import BadRequest

    streaming()
    path = tmp_path / "rows.csv"
    path.write_bytes(b"y,flag,race,sex\n1,yes,Zyxwvut,\xff\xfe\n0,no,Zyxwvut,Male,Female,more\n")
    with pytest.raises(BadRequest, match="more cells than the header") as raised:
        audit(path, **OPTIONS, decision="flag", positive="yes")
    assert "Zyxwvut" not in str(raised.value)
