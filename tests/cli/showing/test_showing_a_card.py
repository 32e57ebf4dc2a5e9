"""`peel card`: every form and view, and what is refused."""

import csv
import io
import json
import signal
import sys
import time

import pytest

from peel_ml.cards import pdf
from tests.cli.showing.runs import AUDIT, QUICK, REAL, SYNTHETIC


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_the_internal_card_is_the_one_the_run_wrote(here, files, form):
    assert here(REAL, "--format", form)[:2] == (0, files["made-up-audit", REAL][f"card.{form}"])


def test_an_audit_is_shown_as_it_is(here, files):
    assert here(AUDIT, "--format", "html")[:2] == (0, files["audit-recidivism", AUDIT]["card.html"])


def test_the_public_view_is_made_from_the_record(here):
    status, out, _ = here(REAL, "--public", "--format", "json")
    assert status == 0
    assert json.loads(out)["body"]["view"] == "public"
    assert here(REAL, "--public", "--format", "json")[1] == out


def test_the_transparency_record(here, tmp_path):
    status, out, _ = here(REAL, "--format", "atrs")
    assert (status, json.loads(out)["standard_version"]) == (0, "4.0")
    folder = tmp_path / "record"
    assert here(REAL, "--format", "atrs", "--out", folder)[:2] == (0, b"")
    assert (folder / "atrs.json").read_bytes() == out
    assert len(list(csv.DictReader(io.StringIO((folder / "atrs.csv").read_text())))) > 40
    status, _, said = here(REAL, "--format", "atrs", "--out", folder)
    assert status == 2
    assert "new or empty folder" in said


@pytest.mark.skipif(pdf.browser() is None, reason="no Chromium on this machine: make test-deps")
def test_a_pdf_goes_to_a_file_or_a_pipe(here, tmp_path):
    path = tmp_path / "card.pdf"
    assert here(AUDIT, "--format", "pdf", "--out", path)[:2] == (0, b"")
    assert path.read_bytes().startswith(b"%PDF")
    assert here(AUDIT, "--format", "pdf")[1].startswith(b"%PDF")


def test_an_interruption_ends_the_browser_too(root, start, tmp_path):
    program, begun, left = tmp_path / "chromium", tmp_path / "begun", tmp_path / "left"
    program.write_text(f"#!/bin/sh\ntouch {begun}\nsleep 2\ntouch {left}\n")
    program.chmod(0o755)
    process = start(root, "card", REAL, "--format", "pdf", PATH=f"{tmp_path}:/usr/bin:/bin")
    deadline = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    time.sleep(2)
    assert not left.exists()


def test_a_pdf_never_goes_to_a_terminal(here, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    status, out, said = here(REAL, "--format", "pdf")
    assert (status, out) == (2, b"")
    assert "--out" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "No finished run 'nothing'"),
        (["2026"], "4 runs begin with '2026'"),
        ([QUICK], "quick run"),
        ([QUICK, "--public"], "quick run"),
        ([SYNTHETIC, "--public"], "no public view of synthetic data"),
        ([SYNTHETIC, "--format", "atrs"], "no public view of synthetic data"),
        ([SYNTHETIC, "--public", "--format", "pdf", "--out", "x.pdf"], "no public view of synthetic data"),
        ([AUDIT, "--public"], "audit of somebody else's model"),
        ([AUDIT, "--format", "atrs"], "audit of somebody else's model"),
        ([REAL, "--format", "docx"], "docx"),
        ([REAL, "--out", "."], "is a folder"),
        (["open", "nothing"], "No finished run 'nothing'"),
        (["open", QUICK], "quick run"),
        (["open", SYNTHETIC, "--public"], "no public view of synthetic data"),
        (["open", REAL, "--seconds", "0"], "--seconds"),
        (["publish", "nothing"], "No finished run 'nothing'"),
        (["publish", QUICK], "quick run"),
        (["publish", AUDIT], "nothing to publish"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(here, root, arguments, said):
    before = sorted(root.rglob("*"))
    status, out, complained = here(*arguments)
    assert (status, out) == (2, b"")
    assert said in complained
    assert "Traceback" not in complained
    assert [path for path in sorted(root.rglob("*")) if ".peel/logs" not in path.as_posix()] == before


def test_a_damaged_record_is_refused_by_name(here, root):
    path = root / ".peel" / "runs" / "made-up-audit" / REAL / "record.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "surprise": 1}))
    status, _, said = here(REAL, "--public")
    assert status == 2
    assert f"The record of {REAL} cannot be read" in said
