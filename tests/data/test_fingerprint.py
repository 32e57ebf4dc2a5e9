from __future__ import annotations

import hashlib
import os
import shutil

import pytest

from peel_ml.data.sources import fingerprint
from peel_ml.errors import BadRequest
from tests.data.made_stops import as_folder, as_zip, two_months


@pytest.fixture
def folder(tmp_path):
    return as_folder(tmp_path / "download", two_months())


def test_a_copy_elsewhere_has_the_same(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "elsewhere" / "copy")
    assert fingerprint(tmp_path / "elsewhere" / "copy") == fingerprint(folder)


def test_it_is_the_digest_of_names_and_bytes(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"n\n1\n")
    inner = hashlib.sha256(b"n\n1\n").hexdigest()
    assert fingerprint(tmp_path / "a.csv") == hashlib.sha256(f"a.csv {inner}\n".encode()).hexdigest()


def test_a_byte_a_name_or_a_file_more_changes_it(folder):
    seen = {fingerprint(folder)}
    file = next(file for file in sorted(folder.rglob("*")) if file.is_file())
    file.write_bytes(file.read_bytes() + b"\n")
    seen.add(fingerprint(folder))
    file.rename(file.with_name("other.csv"))
    seen.add(fingerprint(folder))
    (folder / "more.csv").touch()
    seen.add(fingerprint(folder))
    assert len(seen) == 4


def test_hidden_files_do_not_count(folder):
    before = fingerprint(folder)
    (folder / ".DS_Store").write_bytes(b"x")
    assert fingerprint(folder) == before


def test_an_archive_is_not_unpacked(tmp_path):
    path = as_zip(tmp_path / "a.zip", two_months())
    path.write_bytes(path.read_bytes()[:100])
    assert fingerprint(path)


def test_a_pattern_counts_what_it_matches(tmp_path):
    for stem in ("x-1", "x-2", "y-1"):
        (tmp_path / f"{stem}.csv").write_text(f"n\n{stem}\n")
    before = fingerprint(tmp_path / "x-*.csv")
    (tmp_path / "y-1.csv").write_text("n\nother\n")
    assert fingerprint(tmp_path / "x-*.csv") == before
    (tmp_path / "x-2.csv").write_text("n\nother\n")
    assert fingerprint(tmp_path / "x-*.csv") != before


def test_a_missing_path_and_a_pipe_are_refused(tmp_path):
    with pytest.raises(BadRequest, match="nothing at this path"):
        fingerprint(tmp_path / "missing.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BadRequest) as caught:
        fingerprint(tmp_path / "pipe.csv")
    assert "neither a file nor a folder" in str(caught.value)
