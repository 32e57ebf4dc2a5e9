"""A run of rows that are too many for memory reads, prepares and divides what one of few rows does."""

import polars as pl
import pytest

from peel_ml.data.ingest import ingest
from peel_ml.data.sources import sink
from peel_ml.experiment import assemble, material
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.resume import Progress
from peel_ml.experiment.story import READING
from peel_ml.keeping import Stored
from peel_ml.settings import Settings
from peel_ml.usecase.load import load_use_case
from tests.made_project import make

PREPARE = {
    "lazy": "def prepare(raw, use_case):\n    return raw.with_columns(waited=raw_waited())\n",
    "eager": "def prepare(raw, use_case):\n    return raw.with_columns(waited=raw_waited()).collect()\n",
}
HEAD = "import polars as pl\n\n\ndef raw_waited():\n    return pl.col('waited') * 2\n\n\n"


@pytest.fixture(params=["none", *PREPARE])
def request_(request, tmp_path):
    folder = make(tmp_path) / "usecases" / "visits"
    if request.param != "none":
        (folder / "prepare.py").write_text(HEAD + PREPARE[request.param])
    case = load_use_case(folder)
    settings = Settings(tmp_path, tmp_path / ".peel", "")
    return RunRequest(case, folder, settings, "", "", folder / "cases.csv", None, 0, False, "none")


def few(patch):
    """Let few rows be very many."""
    patch.setattr(sink, "LARGE", 500)
    patch.setattr(sink, "PIECE_ROWS", 300)
    patch.setitem(ingest.__kwdefaults__, "large", 500)
    patch.setitem(ingest.__kwdefaults__, "rows", 300)


def walked(request):
    raw = material.read(request)
    cleaned = material.cleaned(request, raw)
    prepared = material.prepared(request, cleaned)
    parts = material.parts(request, prepared)
    checked = material.data_checks(request, raw, cleaned, prepared)
    return raw, prepared, parts, checked, assemble.data_record(request, raw, cleaned, prepared, parts, checked)


def test_every_step_gives_the_same(request_, monkeypatch):
    _, whole, parts, checked, record = walked(request_)
    few(monkeypatch)
    raw, prepared, others, other_checked, other_record = walked(request_)
    assert isinstance(prepared, Stored)
    assert prepared.collect().equals(whole)
    assert len(prepared.pieces) > 3
    assert other_checked.findings == checked.findings
    assert other_checked.checks == checked.checks
    assert len(other_record.partitions) == len(raw.frame.pieces) > 3
    assert record.partitions == ()
    without = [{**vars(one), "partitions": ()} for one in (record, other_record)]
    assert without[0] == without[1]
    assert others.training.features.frame.schema["channel"] == pl.Enum(sorted(set(whole["channel"])))
    assert others.training.target.tolist() == parts.training.target.tolist()


def test_what_is_written_between_steps_goes_with_its_rows(request_, monkeypatch):
    few(monkeypatch)
    raw = material.read(request_)
    prepared = material.prepared(request_, material.cleaned(request_, raw))
    scratch = request_.settings.home / "rows"
    own = prepared.pieces[0].path.parent
    assert (own in scratch.iterdir()) if scratch.is_dir() else prepared.pieces == raw.frame.pieces
    del prepared
    assert not scratch.is_dir() or not list(scratch.iterdir())


def test_a_run_that_goes_on_finds_its_rows_without_the_store(request_, tmp_path, monkeypatch):
    few(monkeypatch)
    raw = material.read(request_)
    prepared = material.prepared(request_, material.cleaned(request_, raw))
    expected = prepared.collect()
    step = READING[-1]
    progress = Progress(tmp_path / "steps")
    progress.finished(step, prepared, 1.0)
    for piece in prepared.pieces:
        piece.path.unlink()
    again = Progress(tmp_path / "steps")
    assert again.done(step)
    from peel_ml.keeping import kept

    assert kept(again.place(step), step.keeps).collect().equals(expected)
