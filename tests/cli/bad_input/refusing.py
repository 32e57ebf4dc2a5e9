"""How a refusal must look: a status, every part of the message, no value, and nothing left behind."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[3]
MARK = "MARKER-7731-somebody"
"""Planted in rows; no message may hold it."""


def left_behind(home):
    """Return the files of the state folder beyond its layout, its logs and an MLflow store without a run."""
    kept = []
    for path in home.rglob("*"):
        inside = path.relative_to(home).parts
        if path.is_dir() or inside[0] in ("layout", "logs") or path.name.startswith("mlflow.db"):
            continue
        kept.append("/".join(inside))
    if (home / "mlflow.db").is_file():
        with sqlite3.connect(f"file:{home / 'mlflow.db'}?mode=ro", uri=True) as store:
            tables = {table for (table,) in store.execute("select name from sqlite_master")}
            if "runs" in tables:
                kept += [f"MLflow run {run}" for (run,) in store.execute("select run_uuid from runs")]
    return kept


def refused(peel, home, *arguments, says, status=2):
    code, out, err = peel(*arguments)
    assert code == status, err
    assert err.startswith("Error: ")
    for part in says:
        assert part in err, err
    assert MARK not in err + out
    assert "Traceback" not in err
    assert left_behind(home) == []
    logged = "".join(file.read_text() for file in (home / "logs").glob("*")) if (home / "logs").is_dir() else ""
    assert MARK not in logged
    return err


def edited(folder, *changes):
    file = folder / "usecase.yaml"
    text = file.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text)


def cases(rows=2000, **columns):
    """A year of cases, in order, with some columns given as expressions."""
    start = date(2023, 1, 1)
    frame = pl.DataFrame(
        {
            "case": [f"c{i}" for i in range(rows)],
            "opened": [start + timedelta(days=i * 365 // rows) for i in range(rows)],
            "waited": [float(i % 17) for i in range(rows)],
            "channel": [("phone", "web")[i % 2] for i in range(rows)],
            "sex": [("Female", "Male")[i // 2 % 2] for i in range(rows)],
            "needed": [i % 3 == 0 for i in range(rows)],
        }
    )
    return frame.with_columns(**columns)
