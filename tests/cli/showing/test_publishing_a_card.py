"""`peel card publish`: what it leaves, and what it never leaves half done."""

import json
from dataclasses import replace

import pytest

from peel_ml.experiment.story import documents
from peel_ml.store import save
from tests.cli.showing.runs import REAL, SYNTHETIC


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
