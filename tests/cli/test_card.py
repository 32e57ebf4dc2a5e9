"""`peel card`: every form and view, opening, publishing, and what is refused."""

import csv
import http.client
import io
import json
import re
import signal
import socket
import sys
import time
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from peel_ml.cards import pdf
from peel_ml.cards.render import render
from peel_ml.cli import main
from peel_ml.experiment.story import documents
from peel_ml.store import save

REAL, SYNTHETIC, QUICK, AUDIT = (
    "20261123T101500-ab12",
    "20261124T101500-cd34",
    "20261125T000000-ee",
    "20261126T000000-ff",
)


@pytest.fixture(scope="session")
def files(made_cards):
    """What four finished runs leave behind."""
    quick = replace(made_cards.real_final(), quick=True)
    return {
        ("made-up-audit", REAL): documents(made_cards.real_final()),
        ("made-up-audit", SYNTHETIC): documents(made_cards.synthetic()),
        ("made-up-audit", QUICK): documents(quick),
        ("audit-recidivism", AUDIT): {"record.json": b"{}", **render(made_cards.card("prohibited"))},
    }


@pytest.fixture
def root(tmp_path, monkeypatch, files):
    """A project with one use case in its problem book, and the four runs."""
    folder = tmp_path / "project"
    case = folder / "usecases" / "made-up-audit"
    case.mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (case / "usecase.yaml").write_text("title: Which searches?\nobjective: high_standards\nstage: exploring\n")
    for (name, run), content in files.items():
        save(folder / ".peel" / "runs", name, run, content)
    monkeypatch.chdir(folder)
    for name in ("PEEL_HOME", "PEEL_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def here(root, capfdbinary, monkeypatch):
    """Runs `peel card` in this process and returns its exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peel", "card", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfdbinary.readouterr()
        return ended.value.code, said.out, said.err.decode()

    return run


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


def test_publishing_published_data(here, root, files):
    status, out, _ = here("publish", REAL)
    assert status == 0
    folder = root / "model_cards" / "made-up-audit"
    names = {
        "card.json",
        "card.html",
        "card.md",
        "public.json",
        "public.html",
        "atrs.json",
        "atrs.csv",
        "published.json",
        "figures",
    }
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / "card.html").read_bytes() == files["made-up-audit", REAL]["card.html"]
    assert b"model_cards: index.html, public.html" in out
    assert 'href="made-up-audit/card.html"' in (root / "model_cards" / "index.html").read_text()
    assert 'href="made-up-audit/public.html"' in (root / "model_cards" / "public.html").read_text()
    assert not (root / "docs").exists()
    before = {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")}
    (folder / "card.html").write_text("stale")
    (root / "model_cards" / "index.html").unlink()
    assert here("publish")[0] == 0
    assert {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")} == before


@pytest.fixture
def grown(root, made_cards):
    """Saves another run of the published use case, with so many rows more, and returns its id."""

    def save_run(more, run="20261202T000000-bb"):
        record = made_cards.real_final()
        scores = replace(record.scores, rows=record.scores.rows + more)
        data = replace(record.data, sha256="c" * 64)
        save(root / ".peel" / "runs", "made-up-audit", run, documents(replace(record, scores=scores, data=data)))
        return run

    return save_run


def test_publishing_the_same_again_changes_nothing(here, root):
    assert here("publish", REAL)[0] == 0
    before = {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")}
    assert here("publish", REAL)[0] == 0
    assert {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")} == before


def test_too_small_a_revision_is_refused_and_the_older_card_stays(here, root, grown):
    assert here("publish", REAL)[0] == 0
    before = {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")}
    status, out, said = here("publish", grown(2))
    assert (status, out) == (2, b"")
    assert "Fewer than 5 records changed" in said
    assert "Publish again when more has changed" in said
    assert {path: path.read_bytes() for path in root.glob("model_cards/**/*.*")} == before
    assert here("publish", grown(800, "20261203T000000-cc"))[0] == 0
    numbers = json.loads((root / "model_cards" / "made-up-audit" / "published.json").read_bytes())["views"]
    assert [len(numbers[view][": n"]) for view in ("internal", "public")] == [2, 2]


@pytest.mark.parametrize("content", [None, b"{}"])
def test_without_the_numbers_of_the_older_card_nothing_is_published(here, root, content):
    assert here("publish", REAL)[0] == 0
    path = root / "model_cards" / "made-up-audit" / "published.json"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    status, out, said = here("publish", REAL)
    assert (status, out) == (2, b"")
    assert "published.json" in said
    assert "Restore the file" in said


def test_publishing_synthetic_data_makes_an_example(here, root):
    assert here("publish", SYNTHETIC)[0] == 0
    names = {path.name for path in (root / "docs" / "examples" / "made-up-audit").iterdir()}
    assert names == {"SYNTHETIC-card.json", "SYNTHETIC-card.html", "SYNTHETIC-card.md", "figures"}
    assert "made-up-audit/SYNTHETIC-card.html" in (root / "docs" / "examples" / "README.md").read_text()
    assert "No card yet" in (root / "model_cards" / "index.html").read_text()
    assert not (root / "model_cards" / "made-up-audit").exists()


def test_what_a_newer_run_does_not_give_is_removed_and_the_rest_stays(here, root, made_cards):
    assert here("publish", REAL)[0] == 0
    folder = root / "model_cards" / "made-up-audit"
    (folder / "notes.txt").write_text("ours")
    record = made_cards.real_final()
    totals = replace(record, data=replace(record.data, class_="D2", declared_class="D2"))
    save(root / ".peel" / "runs", "made-up-audit", "20261201T000000-aa", documents(totals))
    status, _, said = here("publish", "20261201")
    assert status == 0
    assert "only the public view" in said
    assert {path.name for path in folder.iterdir()} == {
        *("public.json", "public.html", "atrs.json", "atrs.csv", "published.json", "notes.txt", "figures")
    }
    assert all(path.name.startswith("public-") for path in (folder / "figures").iterdir())


def test_a_use_case_outside_the_book_is_not_published(here, root):
    (root / "usecases" / "made-up-audit" / "usecase.yaml").unlink()
    status, _, said = here("publish", REAL)
    assert status == 2
    assert "No use case named 'made-up-audit'" in said
    assert not (root / "model_cards").exists()


@pytest.mark.parametrize("blocked", ["model_cards", "model_cards/made-up-audit"])
def test_an_unwritable_place_leaves_nothing_half_written(here, root, blocked):
    place = root / blocked
    place.parent.mkdir(exist_ok=True)
    place.write_text("a file in the way")
    status, _, said = here("publish", REAL)
    assert status == 1
    assert "cannot be written" in said
    assert place.read_text() == "a file in the way"
    assert list(root.rglob(".new.*")) == []


def test_a_full_disk_leaves_the_older_card(here, root, monkeypatch):
    assert here("publish", REAL)[0] == 0
    folder = root / "model_cards" / "made-up-audit"
    (folder / "card.md").write_text("older")
    import peel_ml.store

    def full(place, content):
        peel_ml.store.Path.mkdir(place, parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(peel_ml.store, "write_all", full)
    status, _, said = here("publish", REAL)
    assert status == 1
    assert "No space left on device" in said
    assert (folder / "card.md").read_text() == "older"
    assert list(root.rglob(".new.*")) == []


def served(process):
    """Return the address that a process prints."""
    return urlsplit(process.stdout.readline().strip())


def asked(place, path, method="GET", **headers):
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


@pytest.mark.enable_socket
def test_open_serves_this_card_and_nothing_else(root, start, files):
    process = start(root, "card", "open", REAL, "--seconds", "60", BROWSER="true")
    try:
        place = served(process)
        assert (place.hostname, place.path.endswith("/card.html")) == ("127.0.0.1", True)
        answer, body = asked(place, place.path)
        assert answer.status == 200
        assert body == files["made-up-audit", REAL]["card.html"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search("python", answer.headers["Server"], re.I)
        base = place.path.removesuffix("card.html")
        figure = next(name for name in files["made-up-audit", REAL] if name.endswith(".svg"))
        for name in ("card.json", "card.md", figure):
            answer, body = asked(place, base + name)
            assert (answer.status, body) == (200, files["made-up-audit", REAL][name])
        for path in (
            *("/", base, f"{base}figures/", f"{base}record.json", "/card.html", "//etc/passwd"),
            *(f"{base}../card.html", f"{base}%2e%2e/record.json", f"{base}..%2f..%2fregister.db"),
        ):
            assert asked(place, path)[0].status == 404, path
        assert asked(place, place.path, Host="evil.example")[0].status == 421
        assert asked(place, place.path, Host=f"localhost:{place.port}")[0].status == 200
        for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            assert asked(place, place.path, method)[0].status == 501, method
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said


@pytest.mark.enable_socket
def test_open_ends_after_its_seconds_and_frees_the_port(root, start):
    process = start(root, "card", "open", REAL, "--public", "--seconds", "0.2", BROWSER="true")
    place = served(process)
    process.communicate(timeout=30)
    assert process.returncode == 0
    with pytest.raises(OSError, match="refused"), socket.create_connection((place.hostname, place.port), timeout=5):
        pass
