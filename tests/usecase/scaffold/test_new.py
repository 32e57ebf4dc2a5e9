"""A new use case: for every kind one that is declared as it must be, and runs at once."""

import contextlib
import importlib.util
import sqlite3
from pathlib import Path

import polars as pl
import pytest
import yaml
from click.testing import CliRunner

from peel_ml.cli import cli
from peel_ml.errors import BadRequest, PeelError
from peel_ml.experiment.run import run
from peel_ml.experiment.studies.kinds import STAGES
from peel_ml.settings import Settings
from peel_ml.usecase.load import load_use_case
from peel_ml.usecase.open_items import open_items
from peel_ml.usecase.scaffold import KINDS, Asked, make
from peel_ml.usecase.scaffold.making import yaml_word

EVERY_KIND = ("causal", "change_detection", "classification", "count_forecast", "regression")


@pytest.fixture
def book(tmp_path):
    (tmp_path / "usecases").mkdir()
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


@pytest.fixture
def peel(book, monkeypatch):
    monkeypatch.setenv("PEEL_PROJECT", str(book))
    monkeypatch.setenv("PEEL_HOME", str(book / ".peel"))
    return lambda *arguments: CliRunner().invoke(cli, [str(one) for one in arguments])


def files(root):
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".peel" not in path.parts and "__pycache__" not in path.parts
    }


def test_there_is_a_template_for_every_kind():
    assert KINDS == EVERY_KIND


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_what_is_made_holds_and_asks_for_the_words_only_a_person_can_write(book, peel, kind):
    made = peel("new", "ward-visits", "--kind", kind)
    assert made.exit_code == 0, made.output
    assert "peel todo ward-visits" in made.output
    case = load_use_case(book / "usecases" / "ward-visits")
    assert (case.task.kind, case.data.class_, case.stage) == (kind, "D0", "exploring")
    open_ = {item.key for item in open_items(case)}
    assert {"question", "plain_description", "people.owner_role"} <= open_
    checked = peel("check", "ward-visits", "-q")
    assert checked.exit_code == 0, checked.output
    assert "Example, to write over" in (book / "usecases" / "ward-visits" / "README.md").read_text()


ONE_OF_EITHER = ("classification", "regression")


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in ONE_OF_EITHER else pytest.mark.full) for kind in EVERY_KIND]
)
def test_adding_a_use_case_touches_one_folder_and_it_runs_at_once(book, kind):
    if kind in STAGES and importlib.util.find_spec(STAGES[kind]) is None:
        pytest.skip(f"{STAGES[kind]} is not there yet")
    make(Asked("before"), book / "usecases")
    there = files(book)
    make(Asked("ward-visits", kind), book / "usecases")
    settings = Settings(book, book / ".peel", f"sqlite:///{book / '.peel' / 'mlflow.db'}")
    record = run("ward-visits", quick=True, orchestrate=False, settings=settings)
    assert (record.use_case, record.data.synthetic, record.quick) == ("ward-visits", True, True)
    added = set(files(book)) - set(there)
    assert added == {f"usecases/ward-visits/{name}" for name in ("README.md", "sample.py", "usecase.yaml")}
    assert {name: text for name, text in files(book).items() if name in there} == there
    assert "SYNTHETIC" in record._repr_html_()


@pytest.fixture
def table(tmp_path):
    rows = 400
    frame = pl.DataFrame(
        {
            "Case Ref": [f"c{number}" for number in range(rows)],
            "Opened": pl.date_range(pl.date(2023, 1, 1), pl.date(2023, 12, 31), "1d", eager=True).sample(
                rows, with_replacement=True, seed=1
            ),
            "Days: waited": [float(number % 37) for number in range(rows)],
            "no": ["phone"] * (rows // 2) + ["web"] * (rows // 2),
            "surname": ["Smith", "Jones"] * (rows // 2),
            "note": [f"Secret words {number}" for number in range(rows - 1)] + ["Secret words 1"],
            "Self-defined ethnicity": ["Asian", "Black", "White", "Mixed"] * (rows // 4),
            "age": [18 + number % 60 for number in range(rows)],
            "followed_up": [number % 3 == 0 for number in range(rows)],
        }
    )
    path = tmp_path / "cases.csv"
    frame.write_csv(path)
    return path


def test_columns_are_proposed_from_a_file_and_no_value_is_written_down(book, peel, table):
    made = peel("new", "follow-ups", "--from", table)
    assert made.exit_code == 0, made.output
    case = load_use_case(book / "usecases" / "follow-ups")
    roles = {name: column.role for name, column in case.data.columns.items()}
    assert roles == {
        "Case Ref": "id",
        "Opened": "time",
        "Days: waited": "feature",
        "no": "feature",
        "surname": "drop",
        "note": "drop",
        "Self-defined ethnicity": "protected",
        "age": "protected",
        "followed_up": "target",
    }
    assert {one.characteristic for one in case.protected.measured.values()} == {"race", "age"}
    assert (case.data.class_, case.split.kind, case.split.held_out) == ("D4", "time", "last 2 months")
    assert {"question", "data.columns"} <= {item.key for item in open_items(case)}
    written = "".join(text.decode() for text in files(book / "usecases").values())
    assert not [value for value in ("Smith", "Secret", "Asian", "phone", "c17") if value in written]
    checked = peel("check", "follow-ups", "-q")
    assert checked.exit_code == 0, checked.output
    assert "18 to 24" in checked.output


def test_a_target_of_text_needs_the_value_that_counts(book, tmp_path):
    path = tmp_path / "arrests.csv"
    path.write_text("released,colour,checks\n" + "Yes,White,1\nNo,Black,2\n" * 20)
    with pytest.raises(BadRequest) as refused:
        make(Asked("arrests", file=path), book / "usecases")
    assert "--target" in str(refused.value)
    assert "--protected" in str(refused.value)
    with pytest.raises(BadRequest, match="--positive"):
        make(Asked("arrests", file=path, target="released", protected=(("colour", "race"),)), book / "usecases")
    asked = Asked("arrests", file=path, target="released", positive="Yes", protected=(("colour", "race"),))
    make(asked, book / "usecases")
    assert load_use_case(book / "usecases" / "arrests").classification.target.positive == "Yes"


def test_a_query_is_copied_into_the_folder_and_its_columns_proposed(book, peel, table, monkeypatch):
    database = book / "cases.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE cases (waited REAL, sex TEXT, visited INTEGER)")
        rows = [(float(at), "FM"[at % 2], at // 2 % 2) for at in range(60)]
        connection.executemany("INSERT INTO cases VALUES (?, ?, ?)", rows)
        connection.commit()
    monkeypatch.setenv("PEEL_DATA_URL", f"sqlite:///{database}")
    query = book / "the.sql"
    query.write_text("SELECT waited, sex, visited FROM cases")
    make(Asked("open-cases", file=query), book / "usecases")
    case = load_use_case(book / "usecases" / "open-cases")
    assert (case.data.source, case.data.location) == ("sql", "query.sql")
    assert (book / "usecases" / "open-cases" / "query.sql").read_text() == query.read_text()
    assert {name: column.role for name, column in case.data.columns.items()} == {
        "waited": "feature",
        "sex": "protected",
        "visited": "target",
    }
    assert "cases.db" not in (book / "usecases" / "open-cases" / "usecase.yaml").read_text()


def test_every_problem_of_a_request_is_said_at_once_and_nothing_is_left(book, peel, table):
    refused = peel("new", "Ward Visits!", "--kind", "guess", "--target", "x")
    assert refused.exit_code == 2 or isinstance(refused.exception, BadRequest)
    said = str(refused.exception)
    assert all(words in said for words in ("for example ward-visits", "'guess'", "--target is about a file"))
    make(Asked("here"), book / "usecases")
    before = files(book)
    for asked in (
        Asked("here"),
        Asked("other", "causal", file=table),
        Asked("other", file=table, protected=(("note", "height"),)),
        Asked("other", file=table, target="nowhere"),
        Asked("other", file=book / "nowhere.csv"),
        Asked("a" * 61),
    ):
        with pytest.raises(BadRequest):
            make(asked, book / "usecases")
    assert files(book) == before
    assert not list(book.glob(".new-*"))


def test_a_folder_that_cannot_be_written_leaves_nothing(book, monkeypatch):
    written = Path.write_text

    def full(path, *arguments, **more):
        if path.name == "sample.py":
            raise OSError(28, "No space left on device")
        return written(path, *arguments, **more)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(PeelError, match="No space left"):
        make(Asked("ward-visits"), book / "usecases")
    assert not list((book / "usecases").iterdir())
    assert not list(book.glob(".new-*"))


def test_a_name_that_is_a_word_of_yaml_is_quoted():
    for name in ("no", "Days: waited", "#1", "- a", "ünï", 'say "x"', "1", "null", " a", "a ", "{b}"):
        assert yaml.safe_load(f"{yaml_word(name)}: 1") == {name: 1}, name
