from __future__ import annotations

import gzip
import re
from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.sources import SOURCES, source_named
from tests.contract.source_contract import SourceContract
from tests.data.made_stops import api_month, api_search, as_folder, as_zip, two_months


class TestPoliceZip(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("police-uk/stop-and-search")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return as_zip(tmp_path / "download.zip", two_months())


class TestPoliceFolder(TestPoliceZip):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return as_folder(tmp_path / "download", two_months())


class TestPoliceOneFile(TestPoliceZip):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        inside, content = next(iter(two_months().items()))
        file = tmp_path / Path(inside).name
        file.write_bytes(content)
        return file


class TestPoliceApi(TestPoliceZip):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        return api_month(tmp_path / "api-stops-force-metropolitan-2024-09.json.gz", [api_search(), api_search()])


class TestCsv(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("tabular")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        file = tmp_path / "table.csv"
        file.write_text("a,day\n1,2024-01-01\n,2024-01-02\n")
        return file


class TestGzippedCsv(TestCsv):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        file = tmp_path / "table.csv.gz"
        file.write_bytes(gzip.compress(b"a,b\n1,x\n"))
        return file


class TestParquetFolder(TestCsv):
    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        folder = tmp_path / "tables"
        folder.mkdir()
        for number in range(2):
            pl.DataFrame({"a": [number], "b": ["x"]}).write_parquet(folder / f"{number}.parquet")
        return folder


def test_every_source_is_held_to_the_contract(root):
    suites = [file.read_text() for file in (root / "tests").rglob("test_*.py")]
    held = {name for text in suites if "(SourceContract)" in text for name in re.findall(r'named\("([^"]+)"\)', text)}
    assert set(SOURCES) <= held
