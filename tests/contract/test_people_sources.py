from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.sources import source_named
from tests.contract.source_contract import SourceContract
from tests.data.made_crimes import a_few, searches, victims
from tests.data.made_stops import as_folder, as_zip


class TestStreetZip(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("police-uk/street")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return as_zip(tmp_path / "download.zip", a_few())


class TestStreetFolder(TestStreetZip):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return as_folder(tmp_path / "download", a_few())


class TestOutcomesAlone(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("police-uk/outcomes")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return as_zip(tmp_path / "download.zip", {name: one for name, one in a_few().items() if "outcomes" in name})


class TestThoroughSearches(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/thorough-searches")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return searches(tmp_path / "searches.parquet")


class TestThoroughSearchesAsCsv(TestThoroughSearches):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        file = tmp_path / "export.csv"
        table = pl.read_parquet(searches(tmp_path / "searches.parquet"))
        table.write_csv(file)
        return file


class TestHomicideVictims(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("london-datastore/homicide-victims")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return victims(tmp_path / "victims.csv")
