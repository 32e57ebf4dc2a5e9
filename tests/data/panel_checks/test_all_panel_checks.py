"""What holds for every check of a panel."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.checking import Found
from peel_ml.data.panel_checks import PANEL_CHECKS, PanelView, check_panel
from tests.data.panel_checks.made_panel import made, month, view


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_found_in_a_clean_panel(seed):
    findings, checks = check_panel(view(made(seed=seed)))
    assert findings == ()
    assert [check.code for check in checks] == [row.code for row in PANEL_CHECKS]
    assert all(check.reason.endswith(".") for check in checks)


def test_every_code_has_a_file_and_a_test_of_its_name(root):
    for row in PANEL_CHECKS:
        name = row.code.replace("-", "_")
        assert (root / "peel_ml" / "data" / "panel_checks" / f"{name}.py").is_file()
        assert (root / "tests" / "data" / "panel_checks" / f"test_{name}.py").is_file()


SPOILT = pl.concat([made().filter(pl.col("month") != month(7)), made(("A",), ("theft",)).head(1)])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**16))
def test_the_order_of_rows_changes_nothing(seed):
    assert check_panel(view(SPOILT.sample(fraction=1.0, shuffle=True, seed=seed))) == check_panel(view(SPOILT))


def test_a_panel_without_rows_is_no_error():
    empty = made().clear()
    outcomes = [row.check(view(empty)) for row in PANEL_CHECKS]
    assert not any(isinstance(outcome, Found) for outcome in outcomes)


def test_a_panel_of_one_series_and_of_one_period_is_no_error():
    check_panel(PanelView(made(("A",), ("theft",)).drop("area", "offence"), "month", "crimes"))
    check_panel(view(made(months=1)))
