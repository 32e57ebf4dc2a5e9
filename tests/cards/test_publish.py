"""What of a run is published: decided by the class of its data, and the same when rendered again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.publishing import FILES, Publication, again, publication
from peel_ml.cards.register.examples import listed
from peel_ml.cards.render import render
from peel_ml.cards.replicating import command
from peel_ml.errors import BadRequest
from peel_ml.results.record import RunRecord, dumps, loads

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_FILES = {"public.json", "public.html", "atrs.json", "atrs.csv", "published.json"}


@pytest.fixture(scope="module")
def published(made_cards: ModuleType) -> Callable[[str], Publication]:
    """What is published of a made-up record; worked out once."""
    return cache(lambda name: publication(made_cards.RUNS[name]()))


def pages(files):
    return {name for name in files if "/" not in name}


def of_class(record: RunRecord, found: str, declared: str | None = None) -> RunRecord:
    return replace(record, data=replace(record.data, class_=found, declared_class=declared or found))


def test_published_data_gives_both_views(published: Callable[[str], Publication]) -> None:
    made_up = published("real_final")
    assert made_up.folder == "model_cards/made-up-audit"
    assert pages(made_up.files) == {"card.json", "card.html", "card.md", *PUBLIC_FILES} == set(FILES)
    charts = set(made_up.files) - set(FILES)
    # Both views name the numbers of their charts, and every file they name is there.
    for page in ("card.html", "public.html"):
        assert set(re.findall(r"figures/[\w-]+\.csv", made_up.files[page].decode())) <= charts
    assert any(name.startswith("figures/public-f-") for name in charts)
    assert any(name.startswith("figures/f-") for name in charts)
    assert not made_up.withheld


@pytest.mark.parametrize(("found", "declared"), [("D2", "D2"), ("D1", "D2"), ("D2", "D1")])
def test_aggregates_give_the_public_view_only(made: ModuleType, found: str, declared: str) -> None:
    made_up = publication(of_class(made.real_final(), found, declared))
    assert pages(made_up.files) == PUBLIC_FILES
    assert all(name.startswith("figures/public-") for name in set(made_up.files) - PUBLIC_FILES)
    assert "only the public view" in made_up.withheld


@pytest.mark.parametrize(("found", "declared"), [("D3", "D3"), ("D1", "D4"), ("D4", "D1")])
def test_personal_data_gives_nothing(made: ModuleType, found: str, declared: str) -> None:
    with pytest.raises(BadRequest, match="personal data"):
        publication(of_class(made.real_final(), found, declared))


def test_synthetic_data_gives_an_example_that_says_so_in_every_name(published: Callable[[str], Publication]) -> None:
    made_up = published("synthetic")
    assert made_up.folder == "docs/examples/made-up-audit"
    assert pages(made_up.files) == {"SYNTHETIC-card.json", "SYNTHETIC-card.html", "SYNTHETIC-card.md"}
    assert all("SYNTHETIC-" in name for name in made_up.files)
    assert all(b"SYNTHETIC" in content or name.endswith("json") for name, content in made_up.files.items())


def test_a_quick_run_is_refused(made: ModuleType) -> None:
    with pytest.raises(BadRequest, match="--quick"):
        publication(replace(made.real_final(), quick=True))


@pytest.mark.parametrize("name", ["real_final", "synthetic", "service", "hollow"])
def test_rendered_again_from_its_json_it_is_the_same(published: Callable[[str], Publication], name: str) -> None:
    files = published(name).files
    for source in [one for one in files if one.endswith(("card.json", "public.json"))]:
        for file, content in again(source, files[source]).items():
            assert files[file] == content, file


def test_the_public_is_not_told_of_the_machine(published: Callable[[str], Publication]) -> None:
    files = published("real_final").files
    assert [fact["term"] for fact in json.loads(files["public.json"])["run"]["facts"]] == ["Run", "Started"]
    assert b"Linux" in files["card.json"]
    assert all(b"Linux" not in files[name] for name in PUBLIC_FILES)


def test_a_card_of_published_data_says_how_to_make_it_again(
    made: ModuleType, published: Callable[[str], Publication]
) -> None:
    said = "peel replicate model_cards/made-up-audit/card.json --data PATH"
    files = published("real_final").files
    assert json.loads(files["card.json"])["body"]["replicate"] == said
    for name in ("card.md", "card.html", "public.html"):
        text = files[name].decode().replace("\\_", "_")
        assert said in text
        assert f"SHA-256 {made.real_final().data.sha256}" in text


def test_what_others_cannot_have_is_not_offered(made: ModuleType, published: Callable[[str], Publication]) -> None:
    record = made.real_final()
    assert command(record)
    for found, declared in (("D2", "D2"), ("D1", "D2"), ("D2", "D1"), ("D3", "D3")):
        assert command(of_class(record, found, declared)) == ""
    assert all(b"peel replicate" not in content for content in published("synthetic").files.values())


def test_the_list_of_examples(made: ModuleType) -> None:
    text = listed({"b": made.card("synthetic"), "a": made.card("synthetic")})
    assert text.index("(a/SYNTHETIC-card.html)") < text.index("(b/SYNTHETIC-card.html)")
    assert text.count("\n- SYNTHETIC. ") == 2


@pytest.mark.parametrize("name", ["synthetic", "service", "hollow"])
def test_the_record_on_disk_gives_the_card_that_the_run_wrote(made: ModuleType, name: str) -> None:
    """In a file the keys of a mapping stand by the alphabet: no card may depend on their order in memory."""
    record = made.RUNS[name]()
    assert render(build(loads(dumps(record)))) == render(build(record))


_PROGRAM = """
import sys
from pathlib import Path
from peel_ml.cards.build import build
from peel_ml.cards.card import digest
from peel_ml.results.record import loads
print(digest(build(loads(Path(sys.argv[1]).read_bytes()))))
"""


def test_no_order_of_a_process_shows(made: ModuleType, tmp_path: Path) -> None:
    """Python orders sets anew in every process: what is withheld must not depend on it, or two cards give it away."""
    record = tmp_path / "record.json"
    record.write_text(dumps(made.real_final()), encoding="utf-8")
    said = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, record],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1
