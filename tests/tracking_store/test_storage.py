import subprocess
import sys
from pathlib import Path

import pytest

from peel_ml.tracking.storage import copy_prepared, ensure_storage, sqlite_path

ROOT = Path(__file__).resolve().parents[2]

OPEN = """
import sys
from pathlib import Path
from peel_ml.tracking import open_run, storage
storage.prepared_folder = lambda: Path("/nonexistent")
open_run(sys.argv[1], "demo-case", "run", {}, Path(sys.argv[2]))
import os
assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
"""


def test_a_new_store_is_copied_from_the_prepared_one(tmp_path, migrated):
    target = tmp_path / "new" / "mlflow.db"
    ensure_storage(f"sqlite:///{target}", migrated)
    assert target.read_bytes() == migrated.read_bytes()
    assert list(target.parent.iterdir()) == [target]


def test_an_existing_store_is_left_alone(tmp_path, migrated):
    target = tmp_path / "mlflow.db"
    target.write_text("mine")
    ensure_storage(f"sqlite:///{target}", migrated)
    assert not copy_prepared(migrated, target)
    assert target.read_text() == "mine"


@pytest.mark.full
def test_without_a_prepared_store_mlflow_migrates_quietly(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", OPEN, f"sqlite:///{tmp_path / 'm.db'}", str(tmp_path / "a")],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "m.db").is_file()


@pytest.mark.parametrize("uri", ["postgresql://db/mlflow", "https://mlflow.example.org"])
def test_other_stores_are_not_files(uri):
    assert sqlite_path(uri) is None


def test_the_folder_named_mlflow_holds_no_python():
    # It would shadow the package of that name for everything run from the checkout.
    assert not [path.name for path in (ROOT / "mlflow").rglob("*.py*")]
    assert (ROOT / "mlflow" / "README.md").is_file()


def test_opening_the_package_imports_no_mlflow():
    code = "import sys, peel_ml.tracking; sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False).returncode == 0
