"""What every source of data must do. A test class inherits `SourceContract` and says where its files are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import SOURCES, Source, load
from peel_ml.data.sources.files import Member
from peel_ml.errors import BadRequest


class SourceContract:
    """Inherit, and provide the fixtures `source` and `sample`."""

    @pytest.fixture
    def source(self) -> Source:
        pytest.fail("a suite that inherits this one provides the fixture `source`")

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        pytest.fail("a suite that inherits this one provides the fixture `sample`")

    def test_it_is_registered_under_its_name(self, source):
        assert SOURCES[source.name] is source
        assert source.layout
        assert not source.layout.endswith(".")

    def test_it_recognises_its_layout_and_nothing_else(self, source, sample, tmp_path):
        empty = tmp_path / "empty-folder"
        empty.mkdir()
        assert source.recognises(sample)
        assert not source.recognises(empty)
        assert not source.recognises(tmp_path / "missing")

    @pytest.mark.parametrize("call", ["inspect", "load"])
    def test_a_path_without_data_is_a_bad_request(self, source, tmp_path, call):
        empty = tmp_path / "empty-folder"
        empty.mkdir()
        for path in (empty, tmp_path / "missing"):
            with pytest.raises(BadRequest) as caught:
                getattr(source, call)(path)
            assert caught.value.problems

    def test_the_headers_agree_with_the_rows(self, source, sample):
        seen, loaded = source.inspect(sample), load(source, sample)
        assert set(seen.columns) == set(loaded.frame.collect_schema())
        assert list(seen.files) == [file.name for file in loaded.files]
        assert seen.size > 0

    def test_looking_reads_headers_only(self, source, sample, monkeypatch):
        def fail(*given: object, **more: object) -> None:
            pytest.fail("the rows were read")

        for place, name in ((Member, "read"), (pl, "read_csv"), (pl, "read_parquet"), (pl.LazyFrame, "collect")):
            monkeypatch.setattr(place, name, fail)
        assert source.inspect(sample).columns

    def test_every_row_is_counted_once(self, source, sample):
        loaded = load(source, sample)
        assert sum(file.rows for file in loaded.files) == loaded.frame.collect().height > 0

    def test_reading_twice_gives_the_same(self, source, sample):
        first, second = load(source, sample), load(source, sample)
        assert first.sha256 == second.sha256
        assert first.frame.collect().equals(second.frame.collect())

    def test_the_digest_is_that_of_names_and_digests(self, source, sample):
        loaded = load(source, sample)
        lines = sorted(f"{file.name} {file.sha256}\n" for file in loaded.files)
        assert loaded.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()

    def test_the_files_are_left_as_they_were(self, source, sample):
        def state() -> dict[str, bytes]:
            files = [sample] if sample.is_file() else [file for file in sample.rglob("*") if file.is_file()]
            return {str(file): file.read_bytes() for file in files}

        before = state()
        load(source, sample).frame.collect()
        assert state() == before

    def test_its_steps_run_on_what_it_reads(self, source, sample):
        raw = load(source, sample).frame.collect()
        cleaned = clean(raw, source.steps)
        assert [record.step for record in cleaned.log] == [step.name for step in source.steps]
        rows = [raw.height, *(record.rows_out for record in cleaned.log)]
        assert [record.rows_in for record in cleaned.log] == rows[:-1]
        assert cleaned.frame.height == rows[-1]
        assert all(record.why.endswith(".") for record in cleaned.log)
