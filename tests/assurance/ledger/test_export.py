"""The exported copy: it holds by itself, and what was done to it is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.ledger.export import HEAD, KEYS, LEDGER, exported, holds, read_export, verified_export
from peel_ml.assurance.payloads import Challenge
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.signing.keys import new_signer
from peel_ml.errors import BadRequest
from tests.assurance.made import approved, enrol


@pytest.fixture
def copy(desk: Desk, tmp_path: Path) -> Callable[..., Path]:
    """Writes the copy of a register with an approval, each time anew."""
    approved(desk)

    def write(signer: Any = None) -> Path:
        folder = tmp_path / "copy"
        folder.mkdir(exist_ok=True)
        for name, content in exported(desk.book(), signer or desk.signer).items():
            (folder / name).write_bytes(content)
        return folder

    return write


def test_a_copy_holds_by_itself_and_says_what_the_register_says(copy: Callable[..., Path], desk: Desk) -> None:
    read = read_export(copy())
    found = verified_export(read)
    assert found.broken is None
    assert found.book.head == desk.book().head
    assert holds(desk.book().entries, read) is None


def test_a_copy_whose_end_was_cut_off_is_refused(copy: Callable[..., Path]) -> None:
    folder = copy()
    lines = (folder / LEDGER).read_bytes().splitlines(keepends=True)
    (folder / LEDGER).write_bytes(b"".join(lines[:-1]))
    broken = verified_export(read_export(folder)).broken
    assert broken is not None
    assert broken.seq == len(lines)
    assert "cut off" in str(broken.problems[0])


def test_a_line_cut_short_is_named(copy: Callable[..., Path]) -> None:
    folder = copy()
    content = (folder / LEDGER).read_bytes()
    (folder / LEDGER).write_bytes(content[:-40])
    last = len(content.splitlines())
    with pytest.raises(BadRequest, match=f"Line {last} of the ledger is cut short"):
        read_export(folder)


def test_a_head_that_somebody_else_signed_is_refused(copy: Callable[..., Path]) -> None:
    broken = verified_export(read_export(copy(new_signer()))).broken
    assert broken is not None
    assert HEAD in str(broken.problems[0])


def test_a_key_taken_out_of_the_file_signs_nothing(copy: Callable[..., Path]) -> None:
    folder = copy()
    document = json.loads((folder / KEYS).read_bytes())
    document["keys"] = []
    (folder / KEYS).write_text(json.dumps(document))
    broken = verified_export(read_export(folder)).broken
    assert broken is not None
    assert broken.seq == 1


def test_missing_files_are_named(copy: Callable[..., Path]) -> None:
    folder = copy()
    (folder / HEAD).unlink()
    with pytest.raises(BadRequest, match=HEAD):
        read_export(folder)


def test_a_register_that_goes_on_still_holds_what_was_exported(copy: Callable[..., Path], desk: Desk) -> None:
    read = read_export(copy())
    (matter,) = desk.book().matters.values()
    desk.record(Act("rae", "reviewer", "challenge", matter.id, Challenge("a panel", "Who was asked?")))
    assert holds(desk.book().entries, read) is None
    assert holds(desk.book().entries[:-3], read) is not None


def test_a_head_that_a_person_signed_is_refused(copy: Callable[..., Path], desk: Desk) -> None:
    broken = verified_export(read_export(copy(enrol(desk, "rae")))).broken
    assert broken is not None
    assert "service" in str(broken.problems[0])
