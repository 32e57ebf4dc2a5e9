"""Small stop and search files in the published layout, for tests; every value is made up."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow

HEADER = [
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
]

PACKING: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda content: pyarrow.compress(content, codec="zstd", asbytes=True),
}
"""How a CSV is compressed, by the ending it gets."""

_ROW = {
    "Type": "Person search",
    "Date": "2023-06-01T10:00:00+00:00",
    "Part of a policing operation": "False",
    "Policing operation": "",
    "Latitude": "51.503400",
    "Longitude": "-0.127600",
    "Gender": "Male",
    "Age range": "18-24",
    "Self-defined ethnicity": "White - Irish",
    "Officer-defined ethnicity": "White",
    "Legislation": "Misuse of Drugs Act 1971 (section 23)",
    "Object of search": "Controlled drugs",
    "Outcome": "Arrest",
    "Outcome linked to object of search": "",
    "Removal of more than just outer clothing": "",
}


def row(**changes: str) -> dict[str, str]:
    """Return one row; keywords are column names in snake case."""
    names = {name.lower().replace(" ", "_").replace("-", "_"): name for name in _ROW}
    return _ROW | {names[name]: value for name, value in changes.items()}


def month(*rows: dict[str, str], header: list[str] | None = None, newline: str = "\n") -> bytes:
    """Return one file's bytes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header or HEADER, extrasaction="ignore", lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def name(month_: str, force: str = "metropolitan", kind: str = "stop-and-search") -> str:
    """Return a published file name with its folder."""
    return f"{month_}/{month_}-{force}-{kind}.csv"


def two_months() -> dict[str, bytes]:
    """Return two months of one force, with a little of everything."""
    return {
        name("2023-06"): month(
            row(),
            row(),
            row(gender="Female"),
            row(type="Vehicle search", gender=""),
            row(date="2023-06-01T10:00:00+00:00", latitude="", longitude=""),
            row(date="2023-05-31T23:30:00+00:00", outcome="A no further action disposal"),
        ),
        name("2023-12"): month(row(date="2023-12-01T10:00:00+00:00", age_range="")),
    }


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in files.items():
            archive.writestr(inside, content)
    return path


def as_folder(path: Path, files: dict[str, bytes]) -> Path:
    """Write a folder."""
    for inside, content in files.items():
        file = path / inside
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def api_search(**changes: Any) -> dict[str, Any]:
    """Return one search as the API gives it."""
    return {
        "type": "Person search",
        "datetime": "2024-09-01T10:00:00+00:00",
        "operation": False,
        "operation_name": None,
        "location": {"latitude": "51.503400", "longitude": "-0.127600", "street": {"id": 1, "name": "On or near X"}},
        "gender": "Male",
        "age_range": "18-24",
        "self_defined_ethnicity": "White - Irish",
        "officer_defined_ethnicity": "White",
        "legislation": "Misuse of Drugs Act 1971 (section 23)",
        "object_of_search": "Controlled drugs",
        "outcome": "Arrest",
        "outcome_object": {"id": "bu-arrest", "name": "Arrest"},
        "outcome_linked_to_object_of_search": None,
        "removal_of_more_than_outer_clothing": False,
        "involved_person": True,
    } | changes


def api_month(path: Path, searches: Any) -> Path:
    """Write a month as the API gives it, compressed where the name says so."""
    content = json.dumps(searches).encode()
    path.write_bytes(PACKING[path.suffix](content) if path.suffix in PACKING else content)
    return path
