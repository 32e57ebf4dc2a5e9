"""ProPublica's counts and rates on COMPAS (Larson et al. 2016), which anybody can reproduce from the published file.

It is one published analysis of a use that is prohibited here.
"""

import pytest

PUBLISHED = {
    # tn, fp, fn, tp and, where they were published, FPR, FNR and PPV in percent
    "African-American": ((990, 805, 532, 1369), (44.85, 27.99, 62.97)),
    "Caucasian": ((1139, 349, 461, 505), (23.45, 47.72, 59.13)),
    "Hispanic": (None, (21.48, 55.60, None)),
    "All": (None, (32.35, 37.40, None)),
}


@pytest.fixture(scope="module")
def compas(shared_data, tmp_path_factory):
    from peel_ml import audit
    from peel_ml.settings import Settings

    home = tmp_path_factory.mktemp("compas")
    return audit(
        shared_data / "benchmarks" / "compas-scores-two-years-no-names.csv.gz",
        label="two_year_recid",
        decision="score_text",
        positive=["Medium", "High"],
        protected="race",
        purpose="recidivism",
        data_class="D1",
        settings=Settings(shared_data.parent, home, f"sqlite:///{home / 'mlflow.db'}"),
    )


@pytest.mark.real_data
@pytest.mark.parametrize(("group", "cells", "rates"), [(name, *found) for name, found in PUBLISHED.items()])
def test_propublicas_figures_come_out(compas, group, cells, rates):
    one = next(one for one in compas.groups if one.group == group)
    assert one.characteristic == "race"
    if cells is not None:
        assert (one.tn, one.fp, one.fn, one.tp) == cells
    for found, published in zip((one.fpr, one.fnr, one.ppv), rates, strict=True):
        assert published is None or round(100 * found, 2) == published


@pytest.mark.real_data
def test_it_stands_under_the_heading_of_a_prohibited_use(compas):
    assert compas.heading == "Disparity audit of a prohibited use. Not evidence for adopting it."
    assert compas.prohibited
    assert not compas.submittable
    assert compas.audited.rows == compas.audited.rows_used == 7214
