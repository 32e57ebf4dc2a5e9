"""The public record of the Met: what is known to be wrong with it fires, and an ordinary month does not."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.data.sources import load, source_named
from peel_ml.experiment.material import Raw
from peel_ml.monitoring.reading import new_rows, reference_rows
from peel_ml.monitoring.sides import Material
from peel_ml.monitoring.watching import watch
from peel_ml.settings import read_settings
from peel_ml.usecase.load import load_use_case, resolved
from tests.cards.made import RUNS

pytestmark = pytest.mark.real_data
ARCHIVE = "metropolitan-stop-and-search-2022-03-to-2024-03.zip"


@pytest.fixture(scope="module")
def record(root):
    """Of a run on the archive, as far as a look reads it."""
    case = load_use_case(root / "usecases" / "stop-search-outcome")
    one = RUNS["real_final"]()
    return replace(
        one, use_case=case.id, final=True, provenance=replace(one.provenance, declaration=resolved(case), seeds={})
    )


@pytest.fixture(scope="module")
def settings(root, tmp_path_factory):
    return read_settings({"PEEL_HOME": str(tmp_path_factory.mktemp("home"))}, start=root)


@pytest.fixture(scope="module")
def whole(record, settings, shared_data):
    """All months, as the run would have prepared them."""
    path = shared_data / "police-uk" / ARCHIVE
    loaded = load(source_named("police-uk/stop-and-search"), path)
    rows = replace(record.data, sha256=loaded.sha256, rows_used=311_523)
    return reference_rows(replace(record, data=rows), settings, path)


def months(material: Material, keep: pl.Expr) -> Material:
    raw = material.raw
    return Material(Raw(raw.frame.filter(keep), raw.files, raw.sha256, ()), material.frame.filter(keep))


def look(record, whole, month: str):
    new, before = (months(whole, keep) for keep in (pl.col("month") == month, pl.col("month") < month))
    return watch(record, new, before, at="")


def breached(report) -> set[str]:
    return {signal.name for signal in report.breaches}


def test_the_partial_publication_is_found(record, settings, whole, shared_data):
    path = shared_data / "police-uk" / "api-stops-force-metropolitan-2024-09.json.gz"
    report = watch(record, new_rows(record, settings, path), whole, at="")
    found = breached(report)
    assert report.suspends
    assert {"rows", "label-rate", "vocabulary:type", "vocabulary:officer_defined_ethnicity"} <= found
    assert {"vocabulary:self_defined_ethnicity", "missing:self_defined_ethnicity"} <= found
    said = " ".join(signal.sentence for signal in report.breaches)
    assert '"Vehicle search" 1.2% before and 0% now' in said
    assert '"Other" 5.8% before and 0% now' in said
    assert '"Other ethnic group - Not stated" 30.4% before and 0% now' in said
    assert "40% now against 30.1% before" in said


def test_gender_in_march_2024_is_found(record, whole):
    report = look(record, whole, "2024-03")
    assert breached(report) == {"vocabulary:gender", "drift:gender"}
    [labels] = [signal for signal in report.breaches if signal.code == "vocabulary"]
    assert '"Other" 0.3% before and 15.4% now' in labels.sentence
    assert report.suspends


def test_the_short_december_of_2022_is_found(record, whole):
    assert breached(look(record, whole, "2022-12")) == {"rows", "days"}


@pytest.mark.parametrize("month", ["2022-11", "2023-06", "2023-11"])
def test_an_ordinary_month_is_quiet(record, whole, month):
    report = look(record, whole, month)
    assert not report.breached
    assert report.counts["steady"] >= 33
    # Models are not released, so what needs one is not watched; nor is the monitor that is read from it.
    assert [one.state for one in report.monitors] == ["not_watched", "cannot_tell"]


@pytest.mark.full
def test_every_month_of_the_archive(record, whole):
    """The table in docs/monitoring.md."""
    every = sorted(whole.frame["month"].unique())[7:]
    found = {month: breached(look(record, whole, month)) for month in every}
    assert {month for month, names in found.items() if names} == {"2022-12", "2024-02", "2024-03"}
